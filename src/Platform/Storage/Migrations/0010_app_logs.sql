-- What running apps have printed. An app is a deployment, or for a preview a build. Nothing refers to either: who writes lines must not
-- wait for whoever changes those, and what they leave behind is swept.
create table app_logs (
    app_id      text collate "C" not null,
    seq         bigint not null,
    at          timestamptz not null,
    stream      text not null,
    text        text not null,
    primary key (app_id, seq)
);

-- How far each log goes: its lines are numbered on even where all of them have been swept. And who wrote last, up to which of his own
-- lines, so that a batch that is said again, because the answer was lost, is not stored again.
create table app_log_ends (
    app_id      text collate "C" primary key,
    last_seq    bigint not null,
    writer      uuid not null,
    written     bigint not null
);
