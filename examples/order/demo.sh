#!/usr/bin/env bash
# Compiles the order machine and runs it, showing each command before its output. Usage: demo.sh ASLC OUTPUT_FOLDER
set -euo pipefail
aslc=$1
out=$2
cd "$(dirname "${BASH_SOURCE[0]}")"
mkdir -p "$out"

show() {
  local line="$*"
  line=${line//$aslc/aslc}
  printf '\n\033[1m$ %s\033[0m\n' "${line//$out\//./}"
  "$@"
}

show "$aslc" build order.asl.json -o "$out/order"
show "$out/order" --input @input.json --tasks tasks.yaml --clock virtual --trace --history "$out/history.json"
show python3 summary.py "$out/history.json"
