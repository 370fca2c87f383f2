#!/bin/sh
# Runs what `npm start` runs without npm between: signals reach Node itself, and the flags stand in
# package.json alone.
cd "$(dirname "$0")/.." || exit 1
# Its words are to be split.
# shellcheck disable=SC2046
exec $(node -p "require('./package.json').scripts.start")
