-- Addresses that have a project built by whoever knows them. Of the secret part there is only its hash.
create table deploy_hooks (
    id          text collate "C" primary key,
    team_id     text collate "C" not null references teams,
    project_id  text collate "C" not null references projects on delete cascade,
    name        text not null,
    branch      text not null,
    hash        bytea not null unique,
    created_at  timestamptz not null default clock_timestamp(),
    unique (project_id, name)
);

-- Which repository a project is of, as a Git host calls it: the path of its address, without what differs between one way there and another.
alter table projects add column repository text collate "C" generated always as (lower(regexp_replace(
    state -> 'settings' ->> 'git_url', '^[A-Za-z]+://[^/]*/+|^[^@/:]+@[^:/]+:/*|(\.git)?/*$', '', 'g'))) stored;
create index projects_repository on projects (repository) where deleted_at is null;

-- What a Git host signs with when it tells of a project's repository.
create table webhooks (
    project_id  text collate "C" primary key references projects on delete cascade,
    team_id     text collate "C" not null references teams,
    envelope    text not null,
    created_at  timestamptz not null default clock_timestamp()
);

-- What has been told, each once: under the host's own id, and whatever id it comes under a second time.
create table git_deliveries (
    project_id  text collate "C" not null references projects on delete cascade,
    delivery    text collate "C" not null,
    event       text not null,
    subject     text collate "C" not null,
    commit_sha  text collate "C" not null,
    before_sha  text collate "C" not null,
    moment      text collate "C" not null,
    wish        text not null,
    outcome     text not null,
    received_at timestamptz not null default clock_timestamp(),
    primary key (project_id, delivery)
);
create unique index git_deliveries_once on git_deliveries (project_id, event, subject, commit_sha, before_sha, moment);
create index git_deliveries_age on git_deliveries (received_at);

-- Where each branch is by now, and each pull request from elsewhere, and what is to be made of it. The build has its id before it is
-- asked for, so that asking twice makes one.
create table git_heads (
    project_id   text collate "C" not null references projects on delete cascade,
    subject      text collate "C" not null,
    team_id      text collate "C" not null references teams,
    branch       text not null,
    commit_sha   text collate "C" not null,
    before_sha   text collate "C" not null,
    moved_at     timestamptz,
    committed_at timestamptz,
    wish         text not null check (wish in ('build', 'hold', 'skip', 'remove')),
    build_id     text collate "C" not null,
    is_foreign   boolean not null,
    wake_at      timestamptz,
    primary key (project_id, subject)
);
create index git_heads_due on git_heads (wake_at) where wake_at is not null;

create table git_pulls (
    project_id  text collate "C" not null references projects on delete cascade,
    number      int not null,
    team_id     text collate "C" not null references teams,
    subject     text collate "C" not null,
    title       text not null,
    author      text not null,
    is_open     boolean not null,
    is_foreign  boolean not null,
    moved_at    timestamptz,
    primary key (project_id, number)
);
create index git_pulls_subject on git_pulls (project_id, subject) where is_open;

-- What the Git host is to be told, and what it was told last: of each build its commit's status and a deployment, of each pull request
-- one comment. What a row is to say is read from its build when it is said, so a row is never told of things in the wrong order.
create table git_reports (
    project_id  text collate "C" not null references projects on delete cascade,
    kind        text not null check (kind in ('status', 'deployment', 'comment')),
    subject     text collate "C" not null,
    team_id     text collate "C" not null references teams,
    build_id    text collate "C" not null,
    repository  text collate "C" not null,
    told        text,
    remote_id   bigint,
    tries       int not null default 0,
    error       text,
    dead_at     timestamptz,
    claim       uuid,
    wake_at     timestamptz,
    made_at     timestamptz not null default clock_timestamp(),
    primary key (project_id, kind, subject)
);
create index git_reports_due on git_reports (wake_at) where wake_at is not null;
create index git_reports_age on git_reports (made_at);

-- Logins by GitHub that have come back: what each began with is good once, and for ten minutes.
create table github_logins (
    hash        bytea primary key,
    used_at     timestamptz not null default clock_timestamp()
);
