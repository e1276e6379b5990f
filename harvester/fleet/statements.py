"""The SQL statements of a fleet. For times, only the database's clock counts."""

from __future__ import annotations

#: Enter the fleet. ``process``: the name of the worker's connections.
ENTER = (
    "INSERT INTO harvester.worker (id, process, lease, lease_until, places, version) "
    "VALUES (%(worker)s, %(process)s, %(lease)s, now() + make_interval(secs => %(lease)s), %(places)s, %(version)s) "
    "RETURNING extract(epoch FROM clock_timestamp())::float8"
)
#: Note the queue's own number of a worker next to ours.
LINK = "UPDATE harvester.worker SET queue_worker = %s WHERE id = %s"
#: A sign of life; returns no row if another worker has declared this one dead, otherwise the sites that it still has.
RENEW = (
    "WITH me AS (UPDATE harvester.worker SET lease_until = now() + make_interval(secs => lease), "
    "ahead = %(ahead)s, figures = %(figures)s WHERE id = %(worker)s RETURNING id) "
    "SELECT extract(epoch FROM clock_timestamp())::float8, "
    "(SELECT coalesce(jsonb_object_agg(name, jsonb_build_array(epoch, paused OR entry IS NULL)), '{}') "
    "FROM harvester.site WHERE owner = me.id) FROM me"
)
#: One worker at a time: two that sweep at once would wait for each other.
SWEEPS = "SELECT pg_try_advisory_xact_lock(%s)"
#: Workers whose lease and margin end within ``within`` seconds without a sign of life, and in how many: below 0, it is
#: over. ``connected``: seconds for which the asking worker has been connected: after a failover, other workers' signs
#: of life may have been lost, so all of them have a whole lease from then on.
OVERDUE = (
    "SELECT id, rest FROM (SELECT id, greatest(extract(epoch FROM lease_until - now())::float8, lease - %(connected)s) "
    "+ lease * %(margin)s AS rest FROM harvester.worker) AS silent WHERE rest < %(within)s ORDER BY rest"
)
#: Remove a worker: it can no longer renew, and its sites are free. A renewal at the same moment wins.
LEAVE = (
    "DELETE FROM harvester.worker WHERE id = %(worker)s AND "
    "(%(itself)s OR lease_until + make_interval(secs => lease * %(margin)s) < now()) RETURNING process, queue_worker"
)
#: A worker that is stopped within a transaction holds its site's row until its connections are ended, which takes some
#: milliseconds each.
END_CONNECTIONS = (
    "SELECT pg_terminate_backend(pid, 300) FROM pg_stat_activity "
    "WHERE application_name = %s AND usename = current_user AND datname = current_database() "
    "AND pid <> pg_backend_pid()"
)
#: Sites whose row somebody else holds are not waited for: their owner is in no fleet any longer, which is enough.
FREE = (
    "UPDATE harvester.site SET owner = NULL "
    "WHERE id IN (SELECT id FROM harvester.site WHERE owner = %s FOR UPDATE SKIP LOCKED)"
)
CLOSE_SLICES = (
    "UPDATE harvester.slice SET ended = now(), reason = %s WHERE (site, epoch) IN "
    "(SELECT site, epoch FROM harvester.slice WHERE worker = %s AND ended IS NULL FOR UPDATE SKIP LOCKED)"
)
DROP_JOBS = "DELETE FROM harvester.procrastinate_jobs WHERE status = 'doing' AND worker_id = %s"
DROP_QUEUE_WORKER = "DELETE FROM harvester.procrastinate_workers WHERE id = %s"
#: What is left of a worker that ended after it entered the queue and before it entered the fleet.
DROP_STRAYS = (
    "WITH stray AS (SELECT id FROM harvester.procrastinate_workers "
    "WHERE last_heartbeat < now() - interval '10 minutes' "
    "AND NOT EXISTS (SELECT FROM harvester.worker WHERE queue_worker = procrastinate_workers.id)), "
    "jobs AS (DELETE FROM harvester.procrastinate_jobs WHERE status = 'doing' "
    "AND (worker_id IS NULL OR worker_id IN (SELECT id FROM stray))) "
    "DELETE FROM harvester.procrastinate_workers WHERE id IN (SELECT id FROM stray)"
)
#: Slices are kept for a month.
FORGET_SLICES = "DELETE FROM harvester.slice WHERE ended < now() - interval '30 days'"

#: Claim a task that one worker does for all; returns no row if it was done less than ``apart`` seconds ago.
CHORE = (
    "INSERT INTO harvester.chore (name, at) VALUES (%(name)s, now()) ON CONFLICT (name) DO UPDATE SET at = now() "
    "WHERE chore.at <= now() - make_interval(secs => %(apart)s) RETURNING name"
)
#: Sites that are due and not taken, and whose server is neither in use nor to be left alone: one per server, and as
#: many as the fleet has free places for.
DUE = (
    "WITH busy AS (SELECT server FROM harvester.site JOIN harvester.worker ON worker.id = site.owner "
    "UNION SELECT server FROM harvester.site WHERE rest_until > now() "
    "UNION SELECT lock FROM harvester.procrastinate_jobs WHERE status IN ('todo', 'doing') AND lock IS NOT NULL), "
    "ready AS (SELECT DISTINCT ON (server) name, server, priority, next_run FROM harvester.site "
    "WHERE entry IS NOT NULL AND NOT paused AND (next_run IS NULL OR next_run <= now()) "
    "AND NOT EXISTS (SELECT FROM busy WHERE busy.server = site.server) "
    "ORDER BY server, priority DESC, next_run NULLS FIRST, name), "
    "room AS (SELECT greatest(coalesce(sum(places), 0) - (SELECT count(*) FROM harvester.procrastinate_jobs "
    "WHERE status = 'todo'), 0) AS most FROM harvester.worker) "
    "SELECT name, server, priority FROM ready ORDER BY priority DESC, next_run NULLS FIRST, name "
    "LIMIT (SELECT most FROM room)"
)
#: Take a site under a number that it never had, even if a failover undid some. It must be free, also of runs from the
#: shell, which hold an advisory lock.
TAKE = (
    "WITH taken AS (UPDATE harvester.site SET owner = %(worker)s, run_began = coalesce(run_began, now()), "
    "epoch = greatest(epoch + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) "
    "WHERE name = %(site)s AND entry IS NOT NULL AND NOT paused AND coalesce(next_run, '-infinity') <= now() "
    "AND (owner = %(worker)s OR NOT EXISTS (SELECT FROM harvester.worker WHERE worker.id = site.owner)) "
    "AND EXISTS (SELECT FROM harvester.worker WHERE worker.id = %(worker)s) "
    "AND pg_try_advisory_xact_lock(%(locks)s, site.id) "
    "RETURNING id, epoch, known_as, entry, hours, budget, every, failures), "
    "noted AS (INSERT INTO harvester.slice (site, epoch, worker) SELECT id, epoch, %(worker)s FROM taken) "
    "SELECT epoch, coalesce(known_as, ''), entry, coalesce(hours, ''), coalesce(budget, 0), "
    "extract(epoch FROM every)::float8, failures FROM taken"
)
#: Give a site back. ``wait``: seconds until its next run, counted from the start of this run if it is done, otherwise
#: from now; ``rest``: seconds for which its server is to be left alone.
GIVE_BACK = (
    "UPDATE harvester.site SET owner = NULL, last_run = now(), failures = %(failures)s, "
    "rest_until = now() + make_interval(secs => %(rest)s), "
    "next_run = CASE WHEN %(done)s THEN greatest(run_began + make_interval(secs => %(wait)s), now()) "
    "ELSE now() + make_interval(secs => %(wait)s) END, run_began = CASE WHEN %(done)s THEN NULL ELSE run_began END "
    "WHERE name = %(site)s AND epoch = %(epoch)s AND owner = %(worker)s"
)
#: Free a site that the worker has given back, of which the database knows nothing any longer after a failover.
GIVE_BACK_AGAIN = (
    "WITH freed AS (UPDATE harvester.site SET owner = NULL "
    "WHERE name = %(site)s AND epoch = %(epoch)s AND owner = %(worker)s RETURNING id) "
    "UPDATE harvester.slice SET ended = now(), reason = 'commits_lost' FROM freed "
    "WHERE slice.site = freed.id AND slice.epoch = %(epoch)s AND ended IS NULL"
)
END_SLICE = (
    "UPDATE harvester.slice SET ended = now(), reason = %(reason)s, exit_code = %(exit_code)s, "
    "articles = %(articles)s, requests = %(requests)s, failed = %(failed)s "
    "WHERE ended IS NULL AND worker = %(worker)s AND epoch = %(epoch)s "
    "AND site = (SELECT id FROM harvester.site WHERE name = %(site)s)"
)
