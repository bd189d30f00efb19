# shellcheck shell=bash
# What scripts/test-container tests with: images, docker-compose 2. Source it after scripts/common.sh.
# What is downloaded stays in ~/.cache/migrexec-container.
# shellcheck source=scripts/debian.sh
source scripts/debian.sh

cache=${XDG_CACHE_HOME:-$HOME/.cache}/migrexec-container
context=

# build_image TAG ARGUMENT...
build_image() {
  local tag=$1
  shift
  echo "== building: $tag"
  quietly docker build --tag "$tag" "$@"
}

# debian_tree FOLDER: a minimal Debian 12, with what the official image has beside it:
# the sources of updates, and no waiting for the disk while packages are installed.
debian_tree() {
  debootstrap --variant=minbase bookworm "$1" "$mirror" &&
    printf 'deb %s %s main\n' "$mirror" bookworm "$mirror" bookworm-updates \
      "$mirror-security" bookworm-security >"$1/etc/apt/sources.list" &&
    echo force-unsafe-io >"$1/etc/dpkg/dpkg.cfg.d/unsafe-io" &&
    rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/archives/*.deb
}

# Prints the name of Debian's image: the official one, or our own where no registry is in reach.
debian_image() {
  local official=debian:12-slim own archive folder
  if docker image inspect $official >/dev/null 2>&1 || timeout 120 docker pull --quiet $official >/dev/null 2>&1; then
    echo $official && return
  fi
  own=migrexec-test/debian:$(declare -f debian_tree | sha256sum | cut -c1-12)
  archive=$cache/${own#*:}.tar
  echo "$own"
  ! docker image inspect "$own" >/dev/null 2>&1 || return 0
  if [ ! -s "$archive" ]; then
    [ "$(id -u)" -eq 0 ] || return
    mkdir -p "$cache" && folder=$(mktemp -d)
    quietly debian_tree "$folder" && chmod 755 "$folder" && tar -C "$folder" -cf "$archive.new" . && mv "$archive.new" "$archive"
    rm -rf "$folder"
  fi
  docker import --change 'CMD ["bash"]' "$archive" "$own" >/dev/null
}

# docker-compose 2, from a Debian that is newer than this one.
fetch_compose() {
  local folder=$cache/compose-2
  [ -d "$folder" ] || { quietly unpack_packages "$folder.new" "$(dpkg --print-architecture)" trixie docker-compose &&
    mv "$folder.new" "$folder"; } || return 0
  export MIGREXEC_COMPOSE_2=$folder/usr/libexec/docker/cli-plugins/docker-compose
}

# like_distribution NAME SUITE PACKAGE...: an image with these packages, just unpacked, whose
# nsswitch.conf names plug-ins. A static program must not load them.
like_distribution() {
  local tag=migrexec-test/like-$1 suite=$2 folder
  shift 2
  ! docker image inspect "$tag" >/dev/null 2>&1 || return 0
  folder=$(mktemp -d)
  quietly unpack_packages "$folder" "$(dpkg --print-architecture)" "$suite" "$@" &&
    printf 'passwd: systemd\nhosts: resolve mdns4_minimal myhostname files dns\n' >"$folder/etc/nsswitch.conf" &&
    chmod 755 "$folder" && tar -C "$folder" -c . | docker import - "$tag" >/dev/null
  rm -rf "$folder"
}

like_distributions() {
  local debian=(base-files libc6 dash libnss-myhostname libnss-resolve libnss-systemd)
  echo "== building: images like those of other distributions"
  like_distribution debian-11 bullseye "${debian[@]}"
  like_distribution debian-12 bookworm "${debian[@]}"
  like_distribution debian-13 trixie "${debian[@]}"
  like_distribution alpine bookworm musl busybox-static
}

build_images() {
  local base=$1
  context=$(mktemp -d)
  copy_of_source "$context"
  build_image migrexec-test/migrexec --build-arg "BASE=$base" "$context"
  build_image migrexec-test/postgres --build-arg "BASE=$base" "$context/tests/container/images/postgres"
  build_image migrexec-test/notes-service --build-arg MIGREXEC=migrexec-test/migrexec \
    --build-arg BASE=migrexec-test/postgres --file "$context/examples/compose/Dockerfile" "$context"
  export MIGREXEC_IMAGE=migrexec-test/migrexec MIGREXEC_APP_IMAGE=migrexec-test/notes-service \
    MIGREXEC_POSTGRES_IMAGE=migrexec-test/postgres
}

# Other tests of the static program run the image's, too. Prints what was built.
take_program() {
  local container
  container=$(docker create "$MIGREXEC_IMAGE")
  mkdir -p build/static
  docker cp "$container:/migrexec" build/static/migrexec >/dev/null 2>&1
  docker rm "$container" >/dev/null
  echo "image: $(docker image inspect --format '{{.Size}}' "$MIGREXEC_IMAGE") bytes," \
    "program: $(stat -c %s build/static/migrexec) bytes"
}

# Builds all, or leaves the reason in MIGREXEC_NO_DOCKER.
prepare() {
  local base
  [ -z "$MIGREXEC_NO_DOCKER" ] || return 0
  if ! base=$(debian_image); then
    MIGREXEC_NO_DOCKER="neither a registry nor debootstrap gives an image of Debian"
  elif ! docker run --rm "$base" true >/dev/null 2>&1; then
    MIGREXEC_NO_DOCKER="the Docker engine is there, but cannot run a container"
  else
    fetch_compose
    build_images "$base"
    like_distributions
    take_program
  fi
}
