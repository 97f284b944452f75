-- Grain tables: one per kind. What is queried is a generated column of the state; times are ISO 8601 text.
-- wake_at is not versioned: the sweeper moves it without the grain noticing.

create table teams (
    id          text collate "C" primary key,
    name        text not null,
    created_at  timestamptz not null default clock_timestamp()
);
insert into teams (id, name) values ('team_default', 'Default');

create table projects (
    id          text collate "C" primary key,
    team_id     text collate "C" not null references teams,
    version     bigint not null,
    write_id    uuid not null,
    wake_at     timestamptz,
    state       jsonb not null,
    name        text collate "C" generated always as (state -> 'settings' ->> 'name') stored,
    created_at  text generated always as (state ->> 'created_at') stored,
    deleted_at  text generated always as (state ->> 'deleted_at') stored
);
create unique index projects_name on projects (name) where deleted_at is null;
create index projects_team on projects (team_id, id);
create index projects_due on projects (wake_at) where wake_at is not null;

create table builds (
    id          text collate "C" primary key,
    team_id     text collate "C" not null references teams,
    version     bigint not null,
    write_id    uuid not null,
    wake_at     timestamptz,
    state       jsonb not null,
    project_id  text collate "C" generated always as (state ->> 'project_id') stored not null references projects,
    short_id    text collate "C" generated always as (state ->> 'short_id') stored not null unique,
    status      text generated always as (state ->> 'status') stored not null,
    attempt     int generated always as ((state ->> 'attempt')::int) stored not null,
    branch      text generated always as (state -> 'order' ->> 'branch') stored,
    created_at  text generated always as (state ->> 'created_at') stored,
    deleted_at  text generated always as (state ->> 'deleted_at') stored
);
create index builds_project on builds (project_id, id);
create index builds_team on builds (team_id, id);
create index builds_open on builds (id) where status in ('pending', 'building');
create index builds_due on builds (wake_at) where wake_at is not null;

create table deployments (
    id           text collate "C" primary key,
    team_id      text collate "C" not null references teams,
    version      bigint not null,
    write_id     uuid not null,
    wake_at      timestamptz,
    state        jsonb not null,
    project_id   text collate "C" generated always as (state ->> 'project_id') stored not null references projects,
    build_id     text collate "C" generated always as (state ->> 'build_id') stored not null references builds,
    phase        text generated always as (state ->> 'phase') stored not null,
    attempt      int generated always as ((state ->> 'attempt')::int) stored not null,
    generation   bigint generated always as ((state -> 'order' ->> 'generation')::bigint) stored,
    created_at   text generated always as (state ->> 'created_at') stored,
    activated_at text generated always as (state ->> 'activated_at') stored
);
create index deployments_project on deployments (project_id, id);
create index deployments_build on deployments (build_id);
create index deployments_team on deployments (team_id, id);
create index deployments_open on deployments (id) where phase = 'activating';
create index deployments_due on deployments (wake_at) where wake_at is not null;

-- What somebody other than the grain writes.

-- Every silo that may act, for as long as its lease runs; a gateway also says which routes it answers by.
create table silos (
    id            text collate "C" primary key,
    node_id       text collate "C" not null,
    roles         text[] not null,
    lease_until   timestamptz not null,
    applied_epoch bigint,
    applied_n     bigint,
    started_at    timestamptz not null default clock_timestamp()
);

create table build_claims (
    id          text collate "C" primary key references builds on delete cascade,
    attempt     int not null,
    silo_id     text collate "C" not null,
    claimed_at  timestamptz not null default clock_timestamp()
);

create table activation_claims (
    id          text collate "C" primary key references deployments on delete cascade,
    attempt     int not null,
    silo_id     text collate "C" not null,
    claimed_at  timestamptz not null default clock_timestamp()
);

create table build_logs (
    build_id    text collate "C" not null references builds on delete cascade,
    seq         bigint not null,
    attempt     int not null,
    at          timestamptz not null,
    stream      text not null,
    step        text,
    text        text not null,
    primary key (build_id, seq)
);

-- A folder on its way in: the files it consists of, kept until a build has taken them.
create table uploads (
    id          text collate "C" primary key,
    team_id     text collate "C" not null references teams,
    project_id  text collate "C" not null references projects on delete cascade,
    files       jsonb not null,
    created_at  timestamptz not null default clock_timestamp(),
    expires_at  timestamptz not null
);
create index uploads_project on uploads (project_id);
create index uploads_expiry on uploads (expires_at);

-- Which contents a team has brought. Content is shared between teams on disk only: that somebody else has a file
-- must not be visible from outside, nor may knowing its hash be enough to read it.
create table team_blobs (
    team_id      text collate "C" not null references teams,
    blob         text collate "C" not null,
    size         bigint not null,
    pinned_until timestamptz not null,
    primary key (team_id, blob)
);

create table blob_locations (
    blob        text collate "C" not null,
    node_id     text collate "C" not null,
    primary key (blob, node_id)
);

create table artifacts (
    build_id    text collate "C" primary key references builds,
    id          text collate "C" not null unique,
    team_id     text collate "C" not null references teams,
    project_id  text collate "C" not null references projects,
    manifest    jsonb not null,
    size        bigint not null,
    file_count  int not null,
    created_at  timestamptz not null default clock_timestamp()
);

-- Every host that answers: the label under the base domain, or a whole name of somebody's own.
create table hosts (
    host        text collate "C" primary key,
    team_id     text collate "C" not null references teams,
    project_id  text collate "C" not null references projects,
    build_id    text collate "C" references builds,
    kind        text not null check (kind in ('production', 'build', 'branch', 'custom')),
    created_at  timestamptz not null default clock_timestamp(),
    check ((kind in ('build', 'branch')) = (build_id is not null))
);
create index hosts_project on hosts (project_id);
create index hosts_build on hosts (build_id);

-- What a project's hosts are answered by now, and everything they ever were.
create table routes (
    project_id    text collate "C" primary key references projects,
    team_id       text collate "C" not null references teams,
    deployment_id text collate "C" not null references deployments,
    build_id      text collate "C" not null references builds,
    generation    bigint not null
);
create index routes_build on routes (build_id);

create table route_commits (
    deployment_id text collate "C" primary key references deployments,
    project_id    text collate "C" not null references projects,
    build_id      text collate "C" not null references builds,
    generation    bigint not null,
    epoch         bigint not null,
    n             bigint not null,
    committed_at  timestamptz not null default clock_timestamp()
);
create index route_commits_build on route_commits (build_id);

create table route_clock (
    only_row    boolean primary key default true check (only_row),
    epoch       bigint not null,
    n           bigint not null
);
insert into route_clock (epoch, n) values (1, 0);

create table api_tokens (
    id           text collate "C" primary key,
    team_id      text collate "C" not null references teams,
    name         text not null,
    hash         bytea not null unique,
    role         text not null check (role in ('read', 'deploy', 'admin')),
    created_at   timestamptz not null default clock_timestamp(),
    last_used_at timestamptz
);
