-- Why:    a start with another SIGNALBOX_SECRET_KEY must stop at once, not fail at the first stored credential.
-- Tables: encryption_key (one row: which key the stored credentials are encrypted with, never the key itself).
-- Lock:   none (new table). Backfill: none; the first start after this writes the row.
create table encryption_key (
  is_the_only_row boolean primary key default true,
  fingerprint text not null,
  recorded_at timestamptz not null default now(),
  constraint encryption_key_has_one_row check (is_the_only_row),
  constraint fingerprint_is_16_hex_digits check (fingerprint ~ '^[0-9a-f]{16}$')
);
