-- What lets a project into its private repository: sealed, and bound to the server that it was given for.
create table git_credentials (
    project_id  text collate "C" primary key references projects on delete cascade,
    team_id     text collate "C" not null references teams,
    kind        text not null check (kind in ('token', 'deploy_key')),
    origin      text not null,
    username    text not null,
    envelope    text not null,
    updated_at  timestamptz not null default clock_timestamp()
);
create index git_credentials_team on git_credentials (team_id);
