# shellcheck shell=bash
# Sourced: Debian packages by name. Decides which of them are missing and installs only those.
# A name may give alternatives, `a|b`: any installed one will do, and the last is the one installed.

# missing_packages NAME...: prints the names to install.
missing_packages() {
  local installed name choice found
  # One question for all names: asking one by one is what makes a set-up with nothing to do slow.
  # shellcheck disable=SC2046 # the alternatives are to be split into names
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $(printf '%s\n' "$@" | tr '|' '\n') 2>/dev/null |
    awk '$2 == "installed" { print $1 }' || :)
  for name in "$@"; do
    found=
    for choice in ${name//|/ }; do
      if grep -qxF "$choice" <<<"$installed"; then found=yes; fi
    done
    [ -n "$found" ] || printf '%s\n' "${name##*|}"
  done
}

# install_packages NAME...: installs those that are missing.
install_packages() {
  local missing
  if ! command -v apt-get >/dev/null; then
    say "This system has no apt-get; its own packages must give what these Debian packages give: $*"
    return 0
  fi
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing Debian packages: ${missing[*]}"
  as_root true 2>/dev/null ||
    fail "installing the packages ${missing[*]}" "run this as root, or install sudo, or as root: apt-get install ${missing[*]}"
  quietly "reading Debian's package lists" "check the network and /etc/apt/sources.list, then: apt-get update" \
    as_root apt-get -o DPkg::Lock::Timeout=300 update
  quietly "installing the packages ${missing[*]}" "as root, see what stops it: apt-get install ${missing[*]}" \
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends --no-remove "${missing[@]}"
}
