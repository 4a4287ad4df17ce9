"""When beat asks for the periodic work of the apps, in seconds.

As often as the jobs of these names say (`jobs.py` of each app); a test compares the two.
"""

SECONDS = {
    "catalogue.tasks.publish_due": 30.0,
    "catalogue.tasks.send_mail": 15.0,
    "catalogue.tasks.sweep_uploads": 60.0,
    "catalogue.tasks.index_drafts": 60.0,
    "catalogue.tasks.forget_submissions": 3600.0,
    "tickets.tasks.sweep_clocks": 30.0,
    "tickets.tasks.tell_people": 10.0,
    "tickets.tasks.close_resolved": 600.0,
    "tickets.tasks.open_scheduled": 30.0,
    "tickets.tasks.fetch_mail": 60.0,
    "tickets.tasks.settle_mail": 30.0,
    "tickets.tasks.move_up": 60.0,
    "billing.tasks.remind_of_notice": 3600.0,
    "billing.tasks.watch_hours": 900.0,
    "billing.tasks.close_due": 21600.0,
}
# A message that waits until the next is due is void: a broker that was down leaves no pile.
BEAT = {
    name.rpartition(".")[2]: {
        "task": name,
        "schedule": seconds,
        "options": {"expires": seconds},
    }
    for name, seconds in SECONDS.items()
}
