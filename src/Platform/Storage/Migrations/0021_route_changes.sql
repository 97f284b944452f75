-- Whose hosts or routes have changed, for each step of the clock: a gateway that is a few steps behind reads those of these projects only.
create table route_changes (
    epoch      bigint not null,
    n          bigint not null,
    project_id text collate "C" not null,
    changed_at timestamptz not null default clock_timestamp(),
    primary key (epoch, n)
);
create index route_changes_changed on route_changes (changed_at);
