# Hai lệnh chính: `make run` (xem thử ngay) và `make test` (kiểm thử toàn bộ). Xem README.md.
PORT ?= 8000
export PYTHON CHROMIUM TEST_DATABASE_URL ALLOW_NO_POSTGRES

.PHONY: help setup setup-dev run test lint test-sqlite test-postgres e2e bench lock

help: ## Các lệnh có trong tệp này
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/make \1 – \2/p' Makefile

setup: ## Tạo môi trường .venv theo requirements.txt, không làm gì khác
	@.ci/environment.sh requirements.txt

setup-dev: ## Như setup, thêm công cụ kiểm thử (requirements-dev.txt)
	@.ci/environment.sh requirements-dev.txt

run: setup ## Chạy thử với dữ liệu mẫu tại http://127.0.0.1:8000 (PORT=… để đổi cổng)
	@deploy/first_look.sh $(PORT)

test: setup-dev ## Kiểm thử toàn bộ: mã nguồn, SQLite, PostgreSQL, trình duyệt
	@.ci/test.sh

lint: setup-dev ## Chỉ kiểm tra mã nguồn
	@.ci/test.sh lint

test-sqlite: setup-dev ## Chỉ kiểm thử trên SQLite
	@.ci/test.sh sqlite

test-postgres: setup-dev ## Chỉ kiểm thử trên PostgreSQL (TEST_DATABASE_URL hoặc máy chủ tạm)
	@.ci/test.sh postgres

e2e: setup-dev ## Chỉ kiểm thử trong trình duyệt
	@.ci/test.sh e2e

bench: setup-dev ## Đo tốc độ, mỗi con số một dòng JSON (ONLY=tên, SIZE=số hồ sơ)
	@.venv/bin/python -m tests.bench $(if $(ONLY),--only $(ONLY)) $(if $(SIZE),--size $(SIZE))

lock: ## Khóa lại phiên bản thư viện theo pyproject.toml (cần uv)
	uv pip compile pyproject.toml --generate-hashes --universal --python-version 3.11 -q -o requirements.txt
	uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 -q -o requirements-dev.txt
