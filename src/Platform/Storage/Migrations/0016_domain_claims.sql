-- A name may be claimed by several projects at once, each with a token of its own to be shown in the DNS. One at the most is verified.
alter table domains drop constraint domains_pkey;
alter table domains drop constraint domains_id_key;
alter table domains
    add primary key (id),
    add column token      text not null default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
    -- Since when it is tried, as long as it is not verified.
    add column claimed_at timestamptz not null default clock_timestamp(),
    -- What was seen in the DNS, and when somebody is to look again.
    add column check_at   timestamptz,
    add column asked_at   timestamptz,
    add column checked_at timestamptz,
    add column has_token  boolean not null default false,
    add column leads_to   text[] not null default '{}',
    add column problem    text,
    -- Since when the token of a verified one is gone.
    add column lost_since timestamptz;
alter table domains alter column token drop default;
update domains set check_at = clock_timestamp();
create unique index domains_claim on domains (name, project_id);
create unique index domains_verified on domains (name) where verified_at is not null;
create index domains_due on domains (check_at) where check_at is not null;
