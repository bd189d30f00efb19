# shellcheck shell=bash
# Debian's packages of another suite or architecture, without root: the machine's own settings stay as
# they are. Source it.
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

# apt_in FOLDER COMMAND...: apt-get that knows FOLDER's sources only.
apt_in() {
  local folder=$1
  shift
  apt-get -q -o APT::Sandbox::User=root -o Acquire::Retries=3 -o APT::Update::Error-Mode=any \
    -o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=- \
    -o Acquire::Languages=none -o Dir::State::lists="$folder/lists" -o Dir::Cache="$folder" "$@"
}

# use_suites FOLDER deb|deb-src SUITE...
use_suites() {
  local folder=$1 type=$2 suite archive
  shift 2
  mkdir -p "$folder/lists/partial" "$folder/archives/partial"
  for suite in "$@"; do
    archive=$mirror
    [[ $suite != *-security ]] || archive=$mirror-security
    echo "$type [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $suite main"
  done >"$folder/sources.list"
}

# unpack_packages FOLDER ARCHITECTURE SUITE PACKAGE...: just these, without what they depend on.
unpack_packages() {
  local folder=$1 architecture=$2 suite=$3 work package
  shift 3
  work=$(mktemp -d)
  use_suites "$work" deb "$suite" "$suite-updates" "$suite-security"
  mkdir -p "$folder"
  (cd "$work" && apt_in "$work" -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" update &&
    apt_in "$work" -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" download "$@") ||
    { rm -rf "$work" && return 1; }
  for package in "$work"/*.deb; do
    dpkg-deb -x "$package" "$folder"
  done
  rm -rf "$work"
}
