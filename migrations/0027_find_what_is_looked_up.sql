-- Why:    a ticket is looked up by its number, and a delivery by the new readings that a person has taken of it, without reading
--         the whole table.
-- Tables: obligations, manual_acts (an index each).
-- Lock:   both, against writes, while their index is built (seconds for a million rows). Backfill: none.
create index obligations_by_external_id on obligations (external_id) where external_id is not null;
create index manual_acts_by_delivery_read_anew on manual_acts ((details ->> 'deliveryId')) where kind = 'take-new-reading';
