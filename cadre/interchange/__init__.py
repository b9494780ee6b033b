"""Files in, files out: the machinery. It knows no table; each app describes its own in `tables.py`.

reader (folder of .csv or one .xlsx → raw cells) → check (cells → values, every fault at once) →
upsert (new / changed / unchanged, in bulk) · writer (values → folder of .csv or one .xlsx, streamed)."""
