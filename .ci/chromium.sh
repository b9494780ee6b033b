#!/usr/bin/env bash
# Prints the Chromium (or Chrome) to test with; as root on Debian it installs one. Nothing printed: Playwright's own.
set -euo pipefail

look() {
    local name
    for name in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable; do
        # Ubuntu's chromium-browser is a door to a snap that may not be there: only one that answers counts.
        if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then command -v "$name"; return; fi
    done
    return 1
}

look && exit 0
if [ -d "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Cài Chromium để chạy kiểm thử trong trình duyệt …" >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1 || true
    look && exit 0
fi
printf '%s\n' "Không thấy Chromium. Hãy cài (sudo apt-get install chromium) hoặc chỉ rõ: make test CHROMIUM=/đường/dẫn/chromium" \
    "No Chromium found. Install it (sudo apt-get install chromium) or name one: make test CHROMIUM=/path/to/chromium" >&2
exit 1
