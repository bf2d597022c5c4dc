import pytest

from petition.lib.name_signs import looks_random

# Of many places and scripts; those in Latin letters are hard to tell from noise by somebody who knows few languages.
REAL = """Grzegorz Brzęczyszczykiewicz; Vlk Zmrzl; Strč Prst; Krzysztof Szczęsny; Zdzisława Źdźbło; Zhdan Vzglyad;
Nguyễn Thị Ánh Tuyết; Nguyễn Phú Trọng; Phạm Xuân Ẩn; Uyên Oanh; Ng; Wu; Xu Qing; Zhang Xiuying; Aung San Suu Kyi;
Armen Mkrtchyan; Henrikh Mkhitaryan; Khvicha Kvaratskhelia; Vasil Mzhavanadze; Tskhovrebov; Mstislav Rostropovich;
Nqobile Mqhayi; Nhlanhla Ngcobo; Mncedisi Ngxola; Gqeberha Mxenge; Okonkwo Nwosu; Chukwuemeka Ojukwu; Ng'ang'a Mwangi;
Gbenga Kpogbo; Tlhalefi Kgosietsile; Xolani Gwala; Enver Xhaxha; Gjergj Kastrioti; Xgħajra Żebbuġ; Xochitl Itzcoatl;
Etxeberria Goikoetxea; Llwyd ap Gwilym; Gwynfryn Rhys; Caoilfhionn Nic Pháidín; Hrafnhildur Hlöðversdóttir; Þorgrímur;
Bjørn Skjæveland; Schwarzschild; Goldschmidt; Knightsbridge; Oqtay Tapdıqlı; Aaqil Laeeq; Cabdiqani Xuseen; Faaxiye;
Keali'iwahine Ka'ahumanu; Tu'ipulotu; Thiruvenkatachari; Jyotsna Mhatre; Ii Naomi; Yrjö Äijälä; Xyooj Vwj; X; Ko Ko Oo;
محمد الحداد; ريما; მხედრიშვილი; Мкртчян; Ξυλούρης; 李小龍; 김철수; ஸ்ரீனிவாசன்; ဦးသန့်; שלום; Rima حداد; 12345; …"""


@pytest.mark.parametrize("name", [name.strip() for name in REAL.split(";")])
def test_names_of_people(name: str) -> None:
    assert not looks_random(name)


@pytest.mark.parametrize(
    "name", ["𝐑𝐢𝐦𝐚 𝐇𝐚𝐝𝐝𝐚𝐝", "Rima Haddad™", "ᴬⁿⁿᵃ Ⓑⓔⓡⓖⓔⓡ", "ＲＩＭＡ ＨＡＤＤＡＤ", "İpek Işık Çağlar"]
)
def test_letters_of_any_style(name: str) -> None:
    assert not looks_random(name)


@pytest.mark.parametrize("name", ["xkjdfhg wqrtz", "Xkjdfhg Wqrtz", "fghjkl dfgzxcv", "Qzvbxk-Jwpfgh", "hjklfdsgh"])
def test_keys_hit_at_random(name: str) -> None:
    assert looks_random(name)
