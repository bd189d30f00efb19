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
    -o Acquire::Languages=none -o Dir::State::status=/dev/null \
    -o Dir::State::lists="$folder/lists" -o Dir::Cache="$folder" "$@"
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

# download_packages FOLDER ARCHITECTURE "SUITE..." PACKAGE...
download_packages() {
  local folder=$1 options=(-o "APT::Architecture=$2" -o "APT::Architectures=$2") suites
  read -ra suites <<<"$3"
  shift 3
  rm -f "$folder"/*.deb
  use_suites "$folder" deb "${suites[@]}"
  (cd "$folder" && apt_in "$folder" "${options[@]}" update && apt_in "$folder" "${options[@]}" download "$@")
}

# unpack_packages FOLDER ARCHITECTURE SUITE PACKAGE...: just these, without what they depend on. A
# mirror may name a version that it does not have: then the suite's first one.
unpack_packages() {
  local folder=$1 architecture=$2 suite=$3 work package status=0
  shift 3
  work=$(mktemp -d)
  download_packages "$work" "$architecture" "$suite $suite-updates $suite-security" "$@" ||
    download_packages "$work" "$architecture" "$suite" "$@" || status=1
  if [ "$status" -eq 0 ]; then
    mkdir -p "$folder"
    for package in "$work"/*.deb; do
      dpkg-deb -x "$package" "$folder" || status=1
    done
  fi
  rm -rf "$work"
  return "$status"
}
