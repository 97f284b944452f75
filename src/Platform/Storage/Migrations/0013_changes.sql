-- What has changed that somebody may be looking at: written by the same transaction as the change itself, read by whichever gateways
-- have viewers, swept after an hour. A gateway remembers the snapshot of its last look; what that could not see yet is new to it. So
-- nothing is missed that commits late, and nothing is told twice. Nothing rings for them: transactions that notify wait for each other
-- until they are on the disk, and sixty writers together would write a quarter of what they can.
create table changes (
    seq         bigint generated always as identity,
    xid         xid8 not null default pg_current_xact_id(),
    at          timestamptz not null default clock_timestamp(),
    kind        text not null,
    id          text collate "C" not null,
    team_id     text collate "C" not null,
    project_id  text collate "C" not null,
    -- Of builds and deployments, as they were written, and only where they are others than before. What depends on more than one row is
    -- looked up by the reader: the version of a project or a deployment, and which deployment is the active one.
    version     bigint,
    status      text,
    step        text,
    reason      text
);
create index changes_xid on changes (xid);

create function project_changed() returns trigger language plpgsql as $$
begin
    insert into changes (kind, id, team_id, project_id) values ('project', new.id, new.team_id, new.id);
    return null;
end $$;
create trigger projects_changed after insert or update of version on projects for each row execute function project_changed();

create function build_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or (old.status, old.state -> 'step', old.state -> 'reason') is distinct from (new.status, new.state -> 'step', new.state -> 'reason') then
        insert into changes (kind, id, team_id, project_id, version, status, step, reason)
        values ('build', new.id, new.team_id, new.project_id, new.version, new.status, new.state ->> 'step', new.state ->> 'reason');
    else
        insert into changes (kind, id, team_id, project_id, version) values ('build', new.id, new.team_id, new.project_id, new.version);
    end if;
    return null;
end $$;
create trigger builds_changed after insert or update of version on builds for each row execute function build_changed();

create function deployment_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or (old.phase, old.state -> 'reason') is distinct from (new.phase, new.state -> 'reason') then
        insert into changes (kind, id, team_id, project_id, status, reason)
        values ('deployment', new.id, new.team_id, new.project_id, new.phase, new.state ->> 'reason');
    else
        insert into changes (kind, id, team_id, project_id) values ('deployment', new.id, new.team_id, new.project_id);
    end if;
    return null;
end $$;
create trigger deployments_changed after insert or update of version on deployments for each row execute function deployment_changed();

-- Another deployment answers for a project: the project looks different, and so does the one that answered before.
create function route_changed() returns trigger language plpgsql as $$
begin
    insert into changes (kind, id, team_id, project_id) values ('project', new.project_id, new.team_id, new.project_id);
    if tg_op = 'UPDATE' then
        insert into changes (kind, id, team_id, project_id, status, reason)
        select 'deployment', d.id, d.team_id, d.project_id, 'committed', d.state ->> 'reason' from deployments d where d.id = old.deployment_id;
    end if;
    return null;
end $$;
create trigger routes_changed after insert or update of deployment_id on routes for each row execute function route_changed();

-- What belongs to a project and has a row of its own: its kind is the trigger's argument.
create function belonging_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        insert into changes (kind, id, team_id, project_id) values (tg_argv[0], old.id, old.team_id, old.project_id);
    else
        insert into changes (kind, id, team_id, project_id) values (tg_argv[0], new.id, new.team_id, new.project_id);
    end if;
    return null;
end $$;
create trigger environment_variables_changed after insert or update of version or delete on environment_variables
    for each row execute function belonging_changed('variable');
create trigger domains_changed after insert or update or delete on domains
    for each row execute function belonging_changed('domain');
create trigger apps_changed after insert or update of state, detail, restarts or delete on apps
    for each row execute function belonging_changed('app');
