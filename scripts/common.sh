# shellcheck shell=bash
# What the scripts share. Source it; it changes into the project's folder.
unset CDPATH
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc)
# shellcheck disable=SC2034 # Debian's own: pytest and psycopg2 come from its packages, whatever is first in PATH.
python=/usr/bin/python3
cd "$root" || exit

# quietly COMMAND...: shows the output only if the command fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -ne 0 ]; then
    cat "$log" >&2
    echo "$0: this ended with status $status: $*" >&2
  fi
  rm -f "$log"
  return "$status"
}

# The caller's database is none of our business, and must not be touched by a demo or a test.
forget_databases() {
  local name
  unset DATABASE_URL DATABASE_URL_FILE
  while read -r name; do
    unset "$name"
  done < <(compgen -e | grep -E '^(PG|MIGREXEC_)' || true)
}

# configure_and_build PRESET
configure_and_build() {
  quietly cmake --preset "$1"
  quietly cmake --build --preset "$1" --parallel "$jobs"
}

# binary_of PRESET: where the program is after a build.
binary_of() {
  echo "$root/build/$1/entrypoint/migrexec"
}

# copy_of_source FOLDER: what git would commit.
copy_of_source() {
  git ls-files -z --cached --others --exclude-standard |
    while IFS= read -r -d '' file; do
      [ ! -e "$file" ] || printf '%s\0' "$file"
    done | tar -c --null --files-from=- | tar -x -C "$1"
}
