-- Calls that were sent under a key of the caller's own, and what each was answered with.
create table idempotency_keys (
    caller       text collate "C" not null,
    key          text collate "C" not null,
    fingerprint  bytea not null,
    seed         bytea not null,
    runner       uuid not null,
    runs_until   timestamptz not null,
    began_at     timestamptz not null default clock_timestamp(),
    status       int,
    content_type text,
    location     text,
    answer       text,
    primary key (caller, key)
);
create index idempotency_keys_age on idempotency_keys (began_at);
