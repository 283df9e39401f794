# shellcheck shell=bash
# Sourced by the scripts beside it: where things are, and how they speak.
# It decides how a failure reads (what failed, what to do, the last lines of the output) and nothing else.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target}
# The pages are built by a compiler of their own on some machines: two compilers never share a folder.
# shellcheck disable=SC2034 # for the scripts that source this
web_target=$CARGO_TARGET_DIR/web

# say TEXT: one line about what happens now.
say() { printf '%s\n' "$*"; }

# heading TEXT: the line above each part of a longer run.
heading() { printf '\n==> %s\n' "$*"; }

# fail WHAT REMEDY: one readable line, then the end.
fail() {
  printf 'failed: %s\n  what to do: %s\n' "$1" "$2" >&2
  exit 1
}

# quietly WHAT REMEDY COMMAND...: runs the command without its output; when it fails, shows the end of that output.
quietly() {
  local what=$1 remedy=$2 log
  shift 2
  log=$(mktemp)
  if "$@" >"$log" 2>&1 </dev/null; then
    rm -f "$log"
    return 0
  fi
  printf 'the last lines of: %s\n' "$*" >&2
  tail -n 15 "$log" | sed 's/^/  | /' >&2
  rm -f "$log"
  fail "$what" "$remedy"
}

# as_root COMMAND...: runs it as root, through sudo where we are not root.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    printf 'neither root nor sudo: cannot run %s\n' "$*" >&2
    return 1
  fi
}

# on_debian: whether this system is Debian itself.
on_debian() { [ -r /etc/os-release ] && (. /etc/os-release && [ "${ID:-}" = debian ]); }
