-- What was active until a short while ago still answers for its own assets: open pages ask for them.
create index route_commits_recent on route_commits (committed_at);
create index route_commits_project on route_commits (project_id, generation);
