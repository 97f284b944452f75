-- Who appends lines holds the build's row locked while they are on their way in. That it is there need not be looked up again for
-- every line: of a long log that was the half of the work. When a build goes, its lines go with it as before.
alter table build_logs drop constraint build_logs_build_id_fkey;

create function forget_build_logs() returns trigger language plpgsql as $$
begin
    delete from build_logs where build_id in (select id from gone);
    return null;
end $$;
create trigger builds_forget_logs after delete on builds
    referencing old table as gone for each statement execute function forget_build_logs();
