-- A branch has one host, which its newest successful build answers.
alter table hosts
    add column branch text collate "C",
    add check ((kind = 'branch') = (branch is not null));
create unique index hosts_branch on hosts (project_id, branch) where kind = 'branch';

-- Names of somebody's own that projects want to answer to. Only one that is verified has a row in `hosts`.
create table domains (
    name        text collate "C" primary key,
    id          text collate "C" not null unique,
    team_id     text collate "C" not null references teams,
    project_id  text collate "C" not null references projects,
    verified_at timestamptz,
    created_at  timestamptz not null default clock_timestamp()
);
create index domains_project on domains (project_id, name);
create index domains_team on domains (team_id);
