-- Why:    that an incident of a drill names its drill, and nothing else does, holds for what was there before, too.
-- Tables: incidents (the constraint of 0050 is validated).
-- Lock:   none that anybody who reads or writes waits for; incidents are read once.
-- Backfill: none; whatever was there is no drill.
alter table incidents validate constraint incident_of_a_drill_has_its_drill;
