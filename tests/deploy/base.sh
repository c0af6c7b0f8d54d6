#!/bin/sh
# Builds an image of Debian with Python from Debian's packages, for BASE where no registry of images can be reached.
# Needs root, buildah and debootstrap. Usage: base.sh NAME
set -eu
name=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mirror=$(grep -rhoE "https?://[^ ]+/debian/?( |$)" /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1 | tr -d ' ')
debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv,python-is-python3 \
    bookworm "$root" "${mirror:-http://deb.debian.org/debian}" >/dev/null
# The build installs packages as this machine does.
cp -r /etc/apt/sources.list* /etc/apt/apt.conf.d "$root/etc/apt/" 2>/dev/null || true
rm -rf "$root"/var/cache/apt/archives/*.deb
container=$(buildah from scratch)
buildah add --quiet "$container" "$root" / >/dev/null
buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
buildah commit --quiet --rm "$container" "$name"
