#!/bin/sh
# Without Docker: puts the configuration of nginx where Debian's package has its own, for the
# assistant in this folder. Ports 80 and 443, certificates in /etc/iamjus/tls, certbot's proofs in
# /var/www/iamjus, for the workers of nginx may not enter /etc/iamjus. Run as root.
# Usage: deploy/install-nginx.sh [folder, /etc/nginx unless said otherwise]
set -eu
app=$(cd "$(dirname "$0")/.." && pwd)
target=${1:-/etc/nginx}

mkdir -p "$target"
if [ -f "$target/nginx.conf" ] && [ ! -f "$target/nginx.conf.debian" ]; then
    cp "$target/nginx.conf" "$target/nginx.conf.debian"
fi
cp -R "$app/deploy/nginx/." "$target"
mv "$target/nginx-tls.conf" "$target/nginx.conf"
{ echo 'user www-data;'; cat "$app/deploy/nginx/process.conf"; } > "$target/process.conf"
sed -i \
    -e "s|http://backend:8001|http://127.0.0.1:8001|" \
    -e "s|/srv/public|$app/public|" \
    -e "s|/etc/nginx/iamjus|$target|" \
    -e "s|/dev/stdout|/var/log/nginx/access.log|" \
    -e "s|error_log stderr|error_log /var/log/nginx/error.log|" \
    -e "s|pid /var/cache/nginx/|pid /run/|" \
    -e "s|_temp_path /var/cache/nginx/|_temp_path /var/lib/nginx/|" \
    -e "s|listen 8443|listen 443|" \
    -e "s|listen 8080|listen 80|" \
    -e "s|/tls/acme|/var/www/iamjus|" \
    -e "s| /tls/| /etc/iamjus/tls/|" \
    "$target"/*.conf
