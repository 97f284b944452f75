-- How often a deploy hook may still be called: it fills up again as time goes by, and is counted here for all gateways at once.
alter table deploy_hooks
    add column calls_left   double precision not null default 10,
    add column counted_at   timestamptz not null default clock_timestamp();
