#!/usr/bin/env bash
# Refuses what breaks clients: compares the protocol with that on main. What is all on main already is compared with the
# commit before.
set -euo pipefail

fail() {
  echo "The protocol cannot be compared: $1." >&2
  exit 1
}

# At the desk main may be missing; in CI it is there, or CI does not do what it should.
skip() {
  if [ "${CI:-}" = true ]; then fail "$1"; fi
  echo "There is nothing to compare the protocol with: $1."
  exit 0
}

shallow=$(git rev-parse --is-shallow-repository 2> /dev/null) || skip 'this is no git repository'
if [ "$shallow" = true ]; then fail 'earlier commits are missing here; git fetch --unshallow brings them'; fi
main=$(git rev-parse --verify --quiet origin/main || git rev-parse --verify --quiet main) || skip 'there is no branch main'
base=$(git merge-base HEAD "$main") || fail 'HEAD has no commit in common with main; rebase it'
if [ "$base" = "$(git rev-parse HEAD)" ] && git diff --quiet HEAD -- '*.proto'; then
  if ! base=$(git rev-parse --verify --quiet HEAD~); then
    echo 'There is nothing to compare the protocol with: this is the first commit.'
    exit 0
  fi
fi

git log -1 --format='The protocol is compared with that of %h, %s' "$base"
modules=$(buf config ls-modules --format path)
status=0
for module in $modules; do
  if git cat-file -e "$base:./$module" 2> /dev/null; then
    git archive "$base" | buf breaking "$module" --against "-#format=tar,subdir=$module" || status=1
  else
    echo "$module is new."
  fi
done
exit $status
