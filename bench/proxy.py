"""The shipped nginx in front of a site."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.deploy.running import RunningProxy, nginx
from tests.faults.running import RunningSite
from tests.servers import free_port

# The load generator is believed as a CDN would be, as the shipped site.conf says how: each visitor has an address.
BELIEVED = "set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For; real_ip_recursive on;"


@contextmanager
def nginx_before(site: RunningSite, extra: str = "") -> Iterator[RunningProxy]:
    """nginx without TLS; `extra` lines go into its server."""
    port = free_port()
    conf = f"""
        upstream countersign {{ server 127.0.0.1:{site.port}; }}
        server {{
            listen 127.0.0.1:{port};
            {BELIEVED}
            {extra}
            include /etc/nginx/countersign/server.conf;
        }}
    """
    with nginx(port, conf) as proxy:
        yield proxy
