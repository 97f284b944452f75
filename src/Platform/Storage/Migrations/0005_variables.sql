-- What a project's builds and apps are given in their environment. A key may have one value for production and another for
-- preview; no target ever sees two.
create table environment_variables (
    id          text collate "C" primary key,
    team_id     text collate "C" not null references teams,
    project_id  text collate "C" not null references projects on delete cascade,
    key         text collate "C" not null,
    envelope    text not null,
    size        int not null,
    production  boolean not null,
    preview     boolean not null,
    scope       text not null check (scope in ('build', 'runtime', 'both')),
    version     bigint not null,
    write_id    uuid not null,
    created_at  timestamptz not null default clock_timestamp(),
    updated_at  timestamptz not null default clock_timestamp(),
    check (production or preview)
);
create unique index environment_variables_production on environment_variables (project_id, key) where production;
create unique index environment_variables_preview on environment_variables (project_id, key) where preview;
create index environment_variables_project on environment_variables (project_id, id);
create index environment_variables_team on environment_variables (team_id, id);

-- Who has done what that others of the team should be able to see afterwards.
create table audits (
    id          text collate "C" primary key,
    team_id     text collate "C" not null references teams,
    at          timestamptz not null default clock_timestamp(),
    actor       text not null,
    action      text not null,
    subject     text collate "C" not null,
    detail      text not null
);
create index audits_team on audits (team_id, id);
