-- The programs that answer for sites. A row is an intent: its silo is to run the app, and what no row asks a silo for, it does not run.
-- Its id is that of the deployment that it answers for; of a preview, that of the build.
create table apps (
    id          text collate "C" primary key,
    team_id     text collate "C" not null references teams,
    project_id  text collate "C" not null references projects,
    build_id    text collate "C" not null references builds,
    is_preview  boolean not null,
    -- Who is to run it, and a number that rises whenever somebody takes it on.
    silo_id     text collate "C",
    claim       bigint not null default 1,
    -- Where it answers; while another silo is starting it, still the one before.
    served_by   text collate "C",
    state       text not null check (state in ('starting', 'running', 'restarting', 'failed')),
    detail      text,
    restarts    int not null default 0,
    created_at  timestamptz not null default clock_timestamp(),
    updated_at  timestamptz not null default clock_timestamp()
);
create index apps_silo on apps (silo_id);
create index apps_project on apps (project_id);
