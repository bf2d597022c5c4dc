#!/bin/sh
# Makes a Debian machine ready for Countersign: the user, the settings with fresh secrets, the services, the command.
#
#   /opt/countersign/deploy/prepare.sh petitions.example.org 'smtp://user:password@mail.example.org:587'
#
# Settings that are there already stay as they are, so that it can be run again after an upgrade.
set -eu
umask 077

here=$(cd "$(dirname "$0")" && pwd)
[ "$here" = /opt/countersign/deploy ] || { echo "The code has to lie in /opt/countersign; here is $here." >&2; exit 1; }
[ $# -eq 2 ] || { echo "Usage: $0 NAME MAIL_URL" >&2; exit 2; }
name=$1 mail_url=$2
case $name in *[!a-z0-9.-]* | '') echo "NAME is a name such as petitions.example.org, without https://." >&2; exit 2 ;; esac
case $mail_url in
  *\'*) echo "MAIL_URL holds a quote: write it as %27." >&2; exit 2 ;;
  smtp://* | smtps://*) ;;
  *) echo "MAIL_URL begins with smtp:// or smtps://." >&2; exit 2 ;;
esac

getent passwd countersign >/dev/null ||
  adduser --quiet --system --group --home /var/lib/countersign --no-create-home countersign
install -d -m 0755 /etc/countersign
install -d -m 0700 -o countersign -g countersign /var/lib/countersign /var/backups/countersign

settings=/etc/countersign/environment
if [ ! -e "$settings" ]; then
  random() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }
  cat >"$settings.new" <<END
# Where things are: docs/configuration.md. Read by root alone, who gives it to the services and to \`countersign\`.
BASE_URL=https://$name
DATA_DIR=/var/lib/countersign
MAIL_URL='$mail_url'
TRUSTED_PROXIES=1
SECRET_KEY=$(random 48)
DATA_KEYS=1:$(random 32)
END
  mv "$settings.new" "$settings"
fi
printf 'SITE_ADDRESS=%s\n' "$name" >/etc/countersign/caddy.env

units=/etc/systemd/system
install -m 0644 "$here"/systemd/countersign*.service "$here"/systemd/countersign*.socket "$here"/systemd/countersign*.timer $units
for unit in countersign.service countersign-.service; do
  install -D -m 0644 "$here/systemd/hardening.conf" "$units/$unit.d/hardening.conf"
done
if [ -d /etc/caddy ]; then
  install -m 0644 "$here/caddy/Caddyfile" /etc/caddy/Caddyfile
  install -D -m 0644 "$here/systemd/caddy.conf" $units/caddy.service.d/countersign.conf
fi
install -m 0755 "$here/countersign" /usr/local/bin/countersign

if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
echo "Settings are in $settings. Keep a copy of it away from this machine: without its DATA_KEYS no name can be read."
