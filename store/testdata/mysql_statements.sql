-- Every statement that the tests of the store run on a MySQL server.
-- Written by: go test ./store -update

DELETE FROM api_token WHERE account_id = ?;

DELETE FROM api_token WHERE id = ?;

DELETE FROM audit WHERE seq <= ?;

DELETE FROM counter WHERE name LIKE 'list:%';

DELETE FROM cursor_history WHERE id = ?;

DELETE FROM customer_term WHERE term = ? AND customer_id = ?;

DELETE FROM doc_line WHERE doc_id IN (?);

DELETE FROM doubt WHERE kind = ? AND a_stream_id = ? AND a_ext_id = ? AND b_stream_id = ? AND b_ext_id = ?;

DELETE FROM doubt;

DELETE FROM edge WHERE id IN (?);

DELETE FROM entity_list WHERE entity_id IN (?);

DELETE FROM entity_value WHERE id = ?;

DELETE FROM entity_value WHERE id IN (?);

DELETE FROM fact_month WHERE entity_id IN (?);

DELETE FROM fact_month_hash WHERE entity_id IN (?);

DELETE FROM fact_stale WHERE cust_stream_id = ? AND run = ? AND cust_ext_id IN (?);

DELETE FROM group_list;

DELETE FROM holding WHERE list = ?;

DELETE FROM identity WHERE account_id = ?;

DELETE FROM manual_score WHERE id = ? AND entered_at = ? AND origin = ? AND approved_by = '' AND approved_as = '';

DELETE FROM manual_score WHERE origin = ? AND stream_id = ? AND ext_id = ? AND entity = ? AND indicator = ? AND day = ? AND author = ?;

DELETE FROM manual_score WHERE origin = ?;

DELETE FROM member WHERE id IN (?);

DELETE FROM month_log WHERE seq IN (?);

DELETE FROM once_link WHERE (purpose = ? AND account_id = ?) OR expires < ?;

DELETE FROM once_link WHERE purpose = ? AND account_id = ?;

DELETE FROM once_link WHERE token_hash = ?;

DELETE FROM own_company;

DELETE FROM plan_row WHERE plan_id IN (SELECT id FROM plan WHERE made < ? AND state = 'superseded') AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.plan_id = plan_row.plan_id) AND plan_id = ? AND seq IN (?);

DELETE FROM policy_trial WHERE asked_at < ?;

DELETE FROM pull_cursor WHERE stream_id = ? AND part = ?;

DELETE FROM pull_cursor WHERE stream_id = ?;

DELETE FROM recovery_code WHERE account_id = ?;

DELETE FROM recovery_code WHERE code_hash = ? AND account_id = ?;

DELETE FROM redirect WHERE from_id = ?;

DELETE FROM reject WHERE closed_at > 0 AND closed_at < ? AND id IN (?);

DELETE FROM reject WHERE closed_at > 0 AND closed_at < ? AND stream_id NOT IN (?) AND id IN (?);

DELETE FROM reject WHERE id = ?;

DELETE FROM review_claim WHERE author = ? OR valid_until <= ?;

DELETE FROM sales_target;

DELETE FROM score_counted WHERE policy = ? AND part IN (?);

DELETE FROM score_counted WHERE policy NOT IN (?);

DELETE FROM second_factor WHERE account_id = ?;

DELETE FROM session WHERE account_id = ? AND token_hash <> ?;

DELETE FROM session WHERE account_id = ? AND via = ? AND created_at <= ? AND (? = '' OR provider_sid = ? OR provider_sid = '');

DELETE FROM session WHERE created_at < ? OR seen_at < ?;

DELETE FROM session WHERE token_hash = ? AND account_id = ?;

DELETE FROM spent_nonce WHERE expires < ?;

DELETE FROM suppression WHERE erasure = ?;

DELETE FROM tier WHERE id = ?;

DELETE FROM tier_coverage WHERE policy = ?;

DELETE FROM tier_log WHERE policy = ? AND scope = ? AND seq IN (?);

DELETE FROM tier_log;

DELETE FROM value_override WHERE id = ?;

INSERT INTO account (name, label, role, units, masked, language, password, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO activity (stream_id, ext_id, kind, cust_stream_id, cust_ext_id, unit, at, status, score, doc_hash, changed_run, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE kind = VALUES(kind), cust_stream_id = VALUES(cust_stream_id), cust_ext_id = VALUES(cust_ext_id), unit = VALUES(unit), at = VALUES(at), status = VALUES(status), score = VALUES(score), doc_hash = VALUES(doc_hash), changed_run = VALUES(changed_run), deleted_at = VALUES(deleted_at);

INSERT INTO api_token (token_hash, account_id, name, scopes, created_at, expires, used_at) VALUES (?, ?, ?, ?, ?, ?, ?);

INSERT INTO audit (seq, at, actor, action, subject, detail, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO business_doc (stream_id, ext_id, kind, cust_stream_id, cust_ext_id, unit, number, doc_date, due_date, currency, amount, open_amount, cost, has_cost, status, role, prev_stream_id, prev_ext_id, modified, doc_hash, changed_run, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE kind = VALUES(kind), cust_stream_id = VALUES(cust_stream_id), cust_ext_id = VALUES(cust_ext_id), unit = VALUES(unit), number = VALUES(number), doc_date = VALUES(doc_date), due_date = VALUES(due_date), currency = VALUES(currency), amount = VALUES(amount), open_amount = VALUES(open_amount), cost = VALUES(cost), has_cost = VALUES(has_cost), status = VALUES(status), role = VALUES(role), prev_stream_id = VALUES(prev_stream_id), prev_ext_id = VALUES(prev_ext_id), modified = VALUES(modified), doc_hash = VALUES(doc_hash), changed_run = VALUES(changed_run), deleted_at = VALUES(deleted_at);

INSERT INTO counter (name, value) VALUES (?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value);

INSERT INTO cursor_history (stream_id, part, value, complete, generation, run, at) VALUES (?, ?, ?, ?, ?, ?, ?);

INSERT INTO customer (stream_id, ext_id, kind, name, name_fold, master_id, parent_id, status, modified, changed_run, deleted_at, doc_hash, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE kind = VALUES(kind), name = VALUES(name), name_fold = VALUES(name_fold), master_id = VALUES(master_id), parent_id = VALUES(parent_id), status = VALUES(status), modified = VALUES(modified), changed_run = VALUES(changed_run), deleted_at = VALUES(deleted_at), doc_hash = VALUES(doc_hash), doc = VALUES(doc);

INSERT INTO customer_term (term, customer_id) VALUES (?, ?);

INSERT INTO customer_unit (customer_id, unit, from_date, to_date) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE to_date = VALUES(to_date);

INSERT INTO decision (a_stream_id, a_ext_id, b_stream_id, b_ext_id, verdict, author, reason, at, batch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO doc_line (doc_id, n, product, quantity, amount, cost) VALUES (?, ?, ?, ?, ?, ?);

INSERT INTO doubt (kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id, bits, gate, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO drift (stream_id, ext_id, field, expected, found, run, at) VALUES (?, ?, ?, ?, ?, ?, ?);

INSERT INTO edge (child_id, parent_id, kind, why, share, from_date, to_date, from_run, to_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE why = VALUES(why), share = VALUES(share), from_date = VALUES(from_date), to_date = VALUES(to_date), from_run = VALUES(from_run);

INSERT INTO entity (public_id, kind, name, name_fold, parent, group_id, quality, created_run, changed_run, emptied_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE kind = VALUES(kind), name = VALUES(name), name_fold = VALUES(name_fold), parent = VALUES(parent), group_id = VALUES(group_id), quality = VALUES(quality), changed_run = VALUES(changed_run), emptied_run = VALUES(emptied_run);

INSERT INTO entity (public_id, quality, changed_run) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE quality = VALUES(quality), changed_run = VALUES(changed_run);

INSERT INTO entity_list (unit, tier, name_sort, entity_id, band) VALUES (?, ?, ?, ?, ?);

INSERT INTO entity_list_count (unit, tier, band, n) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE n = VALUES(n);

INSERT INTO entity_value (entity_id, attr, text, from_stream_id, from_ext_id, rule, from_run, to_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE text = VALUES(text), from_stream_id = VALUES(from_stream_id), from_ext_id = VALUES(from_ext_id), rule = VALUES(rule), from_run = VALUES(from_run);

INSERT INTO erasure (id, author, reason, found, records, at, released_at) VALUES (?, ?, ?, ?, ?, ?, ?);

INSERT INTO fact_month (entity_id, unit, month, topic, kind, n, amount, costed, cost, scored, score, unpriced) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO fact_month_hash (entity_id, hash) VALUES (?, ?) ON DUPLICATE KEY UPDATE hash = VALUES(hash);

INSERT INTO fact_pack (cust_stream_id, cust_ext_id, changed_run, last_day, facts) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE changed_run = VALUES(changed_run), last_day = VALUES(last_day), facts = VALUES(facts);

INSERT INTO fact_stale (cust_stream_id, cust_ext_id, run) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE run = VALUES(run);

INSERT INTO group_list (group_id, entities, amount) VALUES (?, ?, ?);

INSERT INTO holding (list, line, child, parent, share, from_date, to_date) VALUES (?, ?, ?, ?, ?, ?, ?);

INSERT INTO identity (identity_hash, account_id, issuer, subject, created_at) VALUES (?, ?, ?, ?, ?);

INSERT INTO installation_key (name, value, created_at) VALUES (?, ?, ?);

INSERT INTO journal (op, entity, other, stream_id, ext_id, run, author, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO lease (name, holder, token, expires, uses) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE name = name;

INSERT INTO ledger (plan_id, run, seq, attempt, stream_id, ext_id, field, old_value, old_known, new_value, state, idem_key, handle, code, said, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE state = VALUES(state), handle = VALUES(handle), code = VALUES(code), said = VALUES(said), at = VALUES(at);

INSERT INTO link_decision (child_stream_id, child_ext_id, parent_stream_id, parent_ext_id, verdict, kind, from_date, to_date, author, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO manual_score (stream_id, ext_id, entity, indicator, score, day, author, approved_by, approved_as, origin, entered_at, approved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO match_model (version, hash, origin, text, organisations, persons, author, made, turn, activated, activated_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO member (customer_id, entity_id, with_stream_id, with_ext_id, bits, why, from_run, to_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO month_log (seq, year, n, data) VALUES (?, ?, ?, ?);

INSERT INTO once_link (token_hash, purpose, account_id, created_at, expires) VALUES (?, ?, ?, ?, ?);

INSERT INTO own_company (type, value) VALUES (?, ?) ON DUPLICATE KEY UPDATE type = type;

INSERT INTO pin (entity, scope, kind, tier, author, reason, expires, at, removed_at, removed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO plan (id, run, made, config_hash, inputs_hash, state, undoes, gates, counts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO plan_approval (plan_id, gate, author, reason, at) VALUES (?, ?, ?, ?, ?);

INSERT INTO plan_row (plan_id, seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO plan_tally (plan_id, stream_id, unit, field, fresh, changed, cleared, unseen, downs) SELECT plan_id, stream_id, unit, field, SUM(CASE WHEN old_known = 1 AND old_value = '' THEN 1 ELSE 0 END), SUM(CASE WHEN old_known = 1 AND old_value <> '' AND new_value <> '' THEN 1 ELSE 0 END), SUM(CASE WHEN old_known = 1 AND old_value <> '' AND new_value = '' THEN 1 ELSE 0 END), SUM(CASE WHEN old_known = 0 THEN 1 ELSE 0 END), SUM(CASE WHEN down = 1 THEN 1 ELSE 0 END) FROM plan_row WHERE plan_id = ? GROUP BY plan_id, stream_id, unit, field;

INSERT INTO policy_trial (id, kind, state, author, ask, said, doc, asked_at, seen_at, ended_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE kind = VALUES(kind), state = VALUES(state), author = VALUES(author), ask = VALUES(ask), said = VALUES(said), doc = VALUES(doc), asked_at = VALUES(asked_at), seen_at = VALUES(seen_at), ended_at = VALUES(ended_at);

INSERT INTO pull_cursor (stream_id, part, value, complete, generation, run, at) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value), complete = VALUES(complete), generation = VALUES(generation), run = VALUES(run), at = VALUES(at);

INSERT INTO quality_measure (run, unit, source, attr, records, score, missing, invalid, conflicts, duplicates, stale, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE records = VALUES(records), score = VALUES(score), missing = VALUES(missing), invalid = VALUES(invalid), conflicts = VALUES(conflicts), duplicates = VALUES(duplicates), stale = VALUES(stale), at = VALUES(at);

INSERT INTO rate (from_currency, to_currency, day, rate) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE rate = VALUES(rate);

INSERT INTO raw_record (stream_id, ext_id, payload_hash, content_hash, targets, version, modified, generation, seen_at, changed_at, dirty, tombstone_at, merged_into, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE payload_hash = VALUES(payload_hash), content_hash = VALUES(content_hash), targets = VALUES(targets), version = VALUES(version), modified = VALUES(modified), generation = VALUES(generation), seen_at = VALUES(seen_at), changed_at = VALUES(changed_at), dirty = VALUES(dirty), tombstone_at = VALUES(tombstone_at), merged_into = VALUES(merged_into), payload = VALUES(payload);

INSERT INTO record_quality (customer_id, score, findings, run) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE score = VALUES(score), findings = VALUES(findings), run = VALUES(run);

INSERT INTO recovery_code (code_hash, account_id) VALUES (?, ?);

INSERT INTO redirect (from_id, to_id, run) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE to_id = VALUES(to_id), run = VALUES(run);

INSERT INTO reference_record (stream_id, ext_id, kind, doc, doc_hash, changed_run, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE kind = VALUES(kind), doc = VALUES(doc), doc_hash = VALUES(doc_hash), changed_run = VALUES(changed_run), deleted_at = VALUES(deleted_at);

INSERT INTO reject (run, stage, stream_id, ext_id, code, field, place, reason, at, closed_at, closed_as) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO report_delivery (name, due, state, said, at, attempts, again) VALUES (?, ?, ?, ?, ?, ?, ?);

INSERT INTO report_sending (name, due, channel, state, said, at) VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE state = VALUES(state), said = VALUES(said), at = VALUES(at);

INSERT INTO retained (kind) VALUES (?) ON DUPLICATE KEY UPDATE kind = kind;

INSERT INTO retained (kind, n, bytes, oldest, taken, at) VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE n = VALUES(n), bytes = VALUES(bytes), oldest = VALUES(oldest), at = VALUES(at);

INSERT INTO retention_hold (source, reason, author, at, released_at, released_by) VALUES (?, ?, ?, ?, ?, ?);

INSERT INTO review_claim (kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id, author, valid_until) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE author = VALUES(author), valid_until = VALUES(valid_until);

INSERT INTO review_skip (kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id, valid_until, author, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE valid_until = VALUES(valid_until), author = VALUES(author), reason = VALUES(reason), at = VALUES(at);

INSERT INTO run (seq, id, job, started_by, config_hash, state, stage, started, ended, resume_at, counts, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO run_stage (run_seq, stage, state, mark, at) VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE state = VALUES(state), mark = VALUES(mark), at = VALUES(at);

INSERT INTO sales_target (first_day, last_day, dimension, name, currency, amount) VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE currency = VALUES(currency), amount = VALUES(amount);

INSERT INTO score_counted (policy, part, data) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE data = VALUES(data);

INSERT INTO second_factor (account_id, secret, since, step, failed, next_secret, next_at) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE secret = VALUES(secret), since = VALUES(since), step = VALUES(step), failed = VALUES(failed), next_secret = VALUES(next_secret), next_at = VALUES(next_at);

INSERT INTO session (token_hash, account_id, via, created_at, seen_at, address, agent, proved_at, provider_sid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO spent_nonce (nonce_hash, expires) VALUES (?, ?);

INSERT INTO stream (source, object, created_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE source = source;

INSERT INTO suppression (erasure, hash) VALUES (?, ?) ON DUPLICATE KEY UPDATE erasure = erasure;

INSERT INTO tier (entity_id, policy, policy_hash, scope, as_of, score, raw_tier, held_tier, final_tier, recorded_at, from_run, to_run, result_hash, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO tier_coverage (policy, scope, topic, name, n, of_n, run) VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE n = VALUES(n), of_n = VALUES(of_n), run = VALUES(run);

INSERT INTO tier_log (policy, scope, seq, data) VALUES (?, ?, ?, ?);

INSERT INTO token (source, name, value, expires, version) VALUES (?, ?, ?, ?, ?);

INSERT INTO value_override (entity, attr, text, base, valid_until, expires, author, reason, at, ended_at, ended_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

INSERT INTO view_request (account, entity, unit, reason, state, asked_at, decided_by, decided_at, answer, valid_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

SELECT '' AS unit, tier, 0 AS band, COUNT(DISTINCT entity_id) AS n FROM entity_list WHERE unit IN (?) GROUP BY tier ORDER BY tier;

SELECT '', '', COUNT(*) - COUNT(DISTINCT m.entity_id) FROM member m JOIN customer c ON c.id = m.customer_id JOIN stream s ON s.id = c.stream_id WHERE m.to_run = 0 AND c.deleted_at = 0 GROUP BY 1, 2;

SELECT '', s.source, COUNT(*) - COUNT(DISTINCT m.entity_id) FROM member m JOIN customer c ON c.id = m.customer_id JOIN stream s ON s.id = c.stream_id WHERE m.to_run = 0 AND c.deleted_at = 0 GROUP BY 1, 2;

SELECT * FROM rpt_attribute WHERE 1 = 1;

SELECT * FROM rpt_attribute WHERE unit IN (?);

SELECT * FROM rpt_coverage WHERE 1 = 1;

SELECT * FROM rpt_coverage WHERE unit IN (?);

SELECT * FROM rpt_customer WHERE 1 = 1;

SELECT * FROM rpt_customer WHERE unit IN (?);

SELECT * FROM rpt_journal WHERE 1 = 1;

SELECT * FROM rpt_journal WHERE unit IN (?);

SELECT * FROM rpt_month WHERE 1 = 1;

SELECT * FROM rpt_month WHERE unit IN (?);

SELECT * FROM rpt_movement WHERE 1 = 1;

SELECT * FROM rpt_movement WHERE unit IN (?);

SELECT * FROM rpt_pin WHERE 1 = 1;

SELECT * FROM rpt_pin WHERE unit IN (?);

SELECT * FROM rpt_quality WHERE 1 = 1;

SELECT * FROM rpt_quality WHERE unit IN (?);

SELECT * FROM rpt_review WHERE 1 = 1;

SELECT * FROM rpt_review WHERE unit IN (?);

SELECT * FROM rpt_sync_row WHERE 1 = 1;

SELECT * FROM rpt_sync_row WHERE unit IN (?);

SELECT * FROM rpt_sync_run WHERE 1 = 1;

SELECT * FROM rpt_sync_run WHERE unit IN (?);

SELECT * FROM rpt_sync_write WHERE 1 = 1;

SELECT * FROM rpt_sync_write WHERE unit IN (?);

SELECT * FROM rpt_tier WHERE 1 = 1;

SELECT * FROM rpt_tier WHERE unit IN (?);

SELECT * FROM rpt_tier_history WHERE 1 = 1;

SELECT * FROM rpt_tier_history WHERE unit IN (?);

SELECT @@max_allowed_packet;

SELECT COALESCE(MAX(ext_id), '') FROM activity WHERE stream_id = ?;

SELECT COALESCE(MAX(ext_id), '') FROM business_doc WHERE stream_id = ?;

SELECT COALESCE(MAX(ext_id), '') FROM customer WHERE stream_id = ?;

SELECT COALESCE(MAX(ext_id), '') FROM raw_record WHERE stream_id = ?;

SELECT COALESCE(MAX(ext_id), '') FROM reference_record WHERE stream_id = ?;

SELECT COALESCE(MAX(id), 0) FROM ledger;

SELECT COALESCE(MAX(id), 0) FROM reject;

SELECT COALESCE(MAX(seq), 0) AS last, COUNT(*) AS batches, COALESCE(SUM(n), 0) AS named, (SELECT COUNT(*) FROM fact_month_hash) AS have FROM month_log WHERE year = 0;

SELECT COALESCE(MAX(seq), 0) FROM audit;

SELECT COALESCE(MIN(seq), 0) - 1 FROM audit WHERE seq > ? AND at >= ?;

SELECT COALESCE(MIN(seq), 0) FROM audit;

SELECT COALESCE(MIN(seq), ?) FROM run WHERE ended = 0 AND seq <= ?;

SELECT COALESCE(SUM(amount), 0) FROM fact_month WHERE entity_id = ? AND topic = 'order' AND month >= ? AND unit NOT IN (?);

SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables WHERE table_schema = DATABASE();

SELECT COALESCE(r.id, '') AS run_id, q.unit, q.source, q.attr, q.records, q.score, q.missing, q.invalid, q.conflicts, q.duplicates, q.stale, q.at FROM quality_measure q LEFT JOIN run r ON r.seq = q.run WHERE q.run >= ? AND q.source <> '' ORDER BY q.run DESC, q.unit, q.source, q.attr;

SELECT COALESCE(r.id, '') AS run_id, q.unit, q.source, q.attr, q.records, q.score, q.missing, q.invalid, q.conflicts, q.duplicates, q.stale, q.at FROM quality_measure q LEFT JOIN run r ON r.seq = q.run WHERE q.run >= ? AND q.source = '' ORDER BY q.run DESC, q.unit, q.source, q.attr;

SELECT COALESCE(r.to_id, p.entity) AS entity, p.scope, p.kind, p.tier, p.author, p.reason, p.expires, p.at FROM pin p LEFT JOIN redirect r ON r.from_id = p.entity WHERE p.removed_at = 0 ORDER BY 1, 2, 3, p.at;

SELECT COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.stage, r.code, COUNT(*) AS n, MIN(r.at) AS oldest FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE r.closed_at = 0 AND r.run = ? GROUP BY s.source, s.object, r.stage, r.code ORDER BY n DESC, source, object, r.stage, r.code;

SELECT COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.stage, r.code, COUNT(*) AS n, MIN(r.at) AS oldest FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE r.closed_at = 0 GROUP BY s.source, s.object, r.stage, r.code ORDER BY n DESC, source, object, r.stage, r.code;

SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(actor) + LENGTH(action) + LENGTH(subject) + LENGTH(detail) + 64), 0) AS bytes, COALESCE(MIN(at), 0) AS oldest FROM audit;

SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(payload)), 0) AS bytes, COALESCE(MIN(tombstone_at), 0) AS oldest FROM raw_record WHERE tombstone_at > 0 AND LENGTH(payload) > 0;

SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(r.name) + LENGTH(r.old_value) + LENGTH(r.new_value) + LENGTH(r.why_zh) + LENGTH(r.why_en)), 0) AS bytes, COALESCE(MIN(p.made), 0) AS oldest FROM plan p JOIN plan_row r ON r.plan_id = p.id WHERE p.state = 'superseded';

SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(reason)), 0) AS bytes, COALESCE(MIN(closed_at), 0) AS oldest FROM reject WHERE closed_at > 0;

SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(said)), 0) AS bytes, COALESCE(MIN(at), 0) AS oldest FROM ledger WHERE said <> '';

SELECT COUNT(*) FROM (SELECT 1 FROM reject WHERE closed_at = 0 LIMIT 1) o;

SELECT COUNT(*) FROM (SELECT DISTINCT r.stream_id, r.ext_id FROM reject r JOIN stream s ON s.id = r.stream_id WHERE r.closed_at = 0 AND r.stage = ? AND s.source = ?) o;

SELECT COUNT(*) FROM account WHERE role = ? AND disabled_at = 0;

SELECT COUNT(*) FROM audit WHERE seq = ? AND seq > ? AND action = ? AND subject = ?;

SELECT COUNT(*) FROM audit WHERE seq > (SELECT seq FROM audit_head WHERE id = 1) - ? AND actor = ? AND action = ? AND at > ?;

SELECT COUNT(*) FROM doubt d WHERE 1 = 1;

SELECT COUNT(*) FROM entity WHERE 1 = 1 AND id = ?;

SELECT COUNT(*) FROM entity WHERE EXISTS (SELECT 1 FROM member em WHERE em.entity_id = entity.id AND em.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = em.customer_id AND cu.to_date = 0 AND cu.unit IN (?))) AND id = ?;

SELECT COUNT(*) FROM ledger WHERE at < ? AND said <> '' AND state IN (?);

SELECT COUNT(*) FROM manual_score s WHERE s.origin = ? AND s.approved_by = '' AND s.approved_as = '' AND s.indicator IN (?);

SELECT COUNT(*) FROM plan_row WHERE plan_id IN (SELECT id FROM plan WHERE made < ? AND state = 'superseded') AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.plan_id = plan_row.plan_id);

SELECT COUNT(*) FROM raw_record WHERE stream_id = ? AND tombstone_at = 0;

SELECT COUNT(*) FROM raw_record WHERE tombstone_at > 0 AND tombstone_at < ? AND dirty = 0 AND LENGTH(payload) > 0 AND stream_id NOT IN (?);

SELECT COUNT(*) FROM raw_record WHERE tombstone_at > 0 AND tombstone_at < ? AND dirty = 0 AND LENGTH(payload) > 0;

SELECT COUNT(*) FROM raw_record r JOIN stream s ON s.id = r.stream_id WHERE r.tombstone_at = 0 AND s.source = ?;

SELECT COUNT(*) FROM recovery_code WHERE account_id = ?;

SELECT COUNT(*) FROM reject WHERE closed_at > 0 AND closed_at < ? AND stream_id NOT IN (?);

SELECT COUNT(*) FROM reject WHERE closed_at > 0 AND closed_at < ?;

SELECT COUNT(*) FROM review_skip s JOIN doubt d ON d.kind = s.kind AND d.a_stream_id = s.a_stream_id AND d.a_ext_id = s.a_ext_id AND d.b_stream_id = s.b_stream_id AND d.b_ext_id = s.b_ext_id WHERE s.valid_until > ? AND 1 = 1;

SELECT COUNT(*) FROM view_request WHERE account = ? AND state = ?;

SELECT COUNT(*) FROM view_request WHERE state = 'waiting' AND 1 = 0 AND account <> ?;

SELECT COUNT(*) FROM view_request WHERE state = 'waiting' AND 1 = 1 AND account <> ?;

SELECT COUNT(*) FROM view_request WHERE state = 'waiting' AND unit IN (?) AND account <> ?;

SELECT COUNT(DISTINCT m.customer_id), COUNT(DISTINCT u.unit) FROM member m LEFT JOIN customer_unit u ON u.customer_id = m.customer_id AND u.to_date = 0 WHERE m.entity_id = ? AND m.to_run = 0 AND NOT EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = m.customer_id AND cu.to_date = 0 AND cu.unit IN (?));

SELECT DISTINCT cust_stream_id FROM fact_stale ORDER BY cust_stream_id;

SELECT DISTINCT cust_stream_id, cust_ext_id FROM activity WHERE id IN (?);

SELECT DISTINCT cust_stream_id, cust_ext_id FROM activity WHERE stream_id = ? AND deleted_at = 0 AND ext_id IN (?);

SELECT DISTINCT cust_stream_id, cust_ext_id FROM business_doc WHERE id IN (?);

SELECT DISTINCT cust_stream_id, cust_ext_id FROM business_doc WHERE stream_id = ? AND deleted_at = 0 AND ext_id IN (?);

SELECT DISTINCT e.public_id FROM member m JOIN entity e ON e.id = m.entity_id WHERE m.to_run > 0 AND m.to_run >= ? AND e.emptied_run = 0 ORDER BY e.public_id;

SELECT DISTINCT entity_id FROM member WHERE customer_id IN (?);

SELECT DISTINCT m.entity_id, u.unit FROM member m JOIN customer_unit u ON u.customer_id = m.customer_id AND u.to_date = 0 WHERE m.to_run = 0 AND m.entity_id IN (?);

SELECT DISTINCT run FROM quality_measure ORDER BY run DESC LIMIT ?;

SELECT DISTINCT scope FROM tier WHERE policy = ? AND to_run = 0 ORDER BY scope;

SELECT DISTINCT scope FROM tier_log WHERE policy = ? ORDER BY scope;

SELECT DISTINCT u.unit FROM member m JOIN customer_unit u ON u.customer_id = m.customer_id AND u.to_date = 0 WHERE m.entity_id = ? AND m.to_run = 0 AND u.unit NOT IN (?) AND NOT EXISTS (SELECT 1 FROM view_request v WHERE v.account = ? AND v.entity = ? AND v.unit = u.unit AND (v.state = ? OR v.state = ? AND v.valid_until > ?)) ORDER BY u.unit;

SELECT MAX(id) FROM retention_hold;

SELECT a.stream_id, a.ext_id, a.kind, a.unit, a.at, a.status, a.score FROM member m JOIN customer c ON c.id = m.customer_id JOIN activity a ON a.cust_stream_id = c.stream_id AND a.cust_ext_id = c.ext_id WHERE m.to_run = 0 AND a.deleted_at = 0 AND (a.unit IN (?) OR (a.unit = '' AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)))) AND m.entity_id = ? ORDER BY a.at DESC, a.id DESC LIMIT ?;

SELECT a.stream_id, a.ext_id, a.kind, a.unit, a.at, a.status, a.score FROM member m JOIN customer c ON c.id = m.customer_id JOIN activity a ON a.cust_stream_id = c.stream_id AND a.cust_ext_id = c.ext_id WHERE m.to_run = 0 AND a.deleted_at = 0 AND 1 = 1 AND m.entity_id = ? ORDER BY a.at DESC, a.id DESC LIMIT ?;

SELECT account_id FROM identity WHERE identity_hash = ?;

SELECT account_id FROM session WHERE provider_sid = ? AND via = ? ORDER BY account_id LIMIT 1;

SELECT account_id, expires FROM once_link WHERE token_hash = ? AND purpose = ? AND expires >= ?;

SELECT account_id, secret, since, step, failed, next_secret, next_at FROM second_factor ORDER BY account_id;

SELECT account_id, secret, since, step, failed, next_secret, next_at FROM second_factor WHERE account_id = ?;

SELECT attempts, again FROM report_delivery WHERE name = ? AND due = ?;

SELECT author FROM review_claim WHERE kind = ? AND a_stream_id = ? AND a_ext_id = ? AND b_stream_id = ? AND b_ext_id = ? AND valid_until > ?;

SELECT c.ext_id, c.id, COALESCE(m.id, 0), COALESCE(m.entity_id, 0), COALESCE(m.with_stream_id, 0), COALESCE(m.with_ext_id, ''), COALESCE(m.bits, 0), COALESCE(m.why, ''), COALESCE(m.from_run, 0) FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 WHERE c.stream_id = ? AND c.ext_id IN (?);

SELECT c.ext_id, c.id, COALESCE(q.score, -1), COALESCE(q.findings, '') FROM customer c LEFT JOIN record_quality q ON q.customer_id = c.id WHERE c.stream_id = ? AND c.ext_id IN (?);

SELECT c.ext_id, e.public_id FROM stream s JOIN customer c ON c.stream_id = s.id JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN entity e ON e.id = m.entity_id WHERE s.source = ? AND s.object = ? AND c.ext_id IN (?);

SELECT c.id FROM record_quality q JOIN customer c ON c.id = q.customer_id WHERE q.findings <> '[]' AND c.deleted_at = 0 AND q.customer_id > ? AND 1 = 1 AND EXISTS (SELECT 1 FROM customer_unit fu WHERE fu.customer_id = c.id AND fu.to_date = 0 AND fu.unit = ?) ORDER BY q.customer_id LIMIT ?;

SELECT c.id FROM record_quality q JOIN customer c ON c.id = q.customer_id WHERE q.findings <> '[]' AND c.deleted_at = 0 AND q.customer_id > ? AND 1 = 1 ORDER BY q.customer_id LIMIT ?;

SELECT c.id FROM record_quality q JOIN customer c ON c.id = q.customer_id WHERE q.findings <> '[]' AND c.deleted_at = 0 AND q.customer_id > ? AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)) ORDER BY q.customer_id LIMIT ?;

SELECT c.id, c.ext_id, c.name, e.id, e.public_id, e.group_id, r.targets, r.version, '' FROM customer c JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN entity e ON e.id = m.entity_id JOIN raw_record r ON r.stream_id = c.stream_id AND r.ext_id = c.ext_id WHERE c.stream_id = ? AND c.deleted_at = 0 AND c.ext_id > ? ORDER BY c.ext_id LIMIT ?;

SELECT c.id, c.ext_id, c.name, e.id, e.public_id, e.group_id, r.targets, r.version, r.payload FROM customer c JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN entity e ON e.id = m.entity_id JOIN raw_record r ON r.stream_id = c.stream_id AND r.ext_id = c.ext_id WHERE c.stream_id = ? AND c.deleted_at = 0 AND c.ext_id > ? ORDER BY c.ext_id LIMIT ?;

SELECT c.id, c.stream_id, c.ext_id, c.name, c.modified, q.score, q.findings, COALESCE(e.public_id, '') FROM customer c JOIN record_quality q ON q.customer_id = c.id LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE c.deleted_at = 0 AND 1 = 1 AND c.stream_id = ? AND c.ext_id > ? ORDER BY c.ext_id LIMIT ?;

SELECT c.id, c.stream_id, c.ext_id, c.name, c.modified, q.score, q.findings, COALESCE(e.public_id, '') FROM customer c JOIN record_quality q ON q.customer_id = c.id LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE c.deleted_at = 0 AND 1 = 1 AND m.entity_id = ? ORDER BY c.ext_id LIMIT ?;

SELECT c.id, c.stream_id, c.ext_id, c.name, c.modified, q.score, q.findings, COALESCE(e.public_id, '') FROM customer c JOIN record_quality q ON q.customer_id = c.id LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE c.deleted_at = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)) AND c.stream_id = ? AND c.ext_id > ? ORDER BY c.ext_id LIMIT ?;

SELECT c.id, c.stream_id, c.ext_id, c.name, c.modified, q.score, q.findings, COALESCE(e.public_id, '') FROM customer c JOIN record_quality q ON q.customer_id = c.id LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE c.deleted_at = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)) AND m.entity_id = ? ORDER BY c.ext_id LIMIT ?;

SELECT c.id, c.stream_id, c.ext_id, c.name, c.modified, q.score, q.findings, COALESCE(e.public_id, '') FROM customer c JOIN record_quality q ON q.customer_id = c.id LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE c.deleted_at = 0 AND c.id IN (?) ORDER BY c.ext_id LIMIT ?;

SELECT c.public_id AS child, p.public_id AS parent, x.kind, x.why, x.share, x.from_date, x.to_date FROM edge x JOIN entity c ON c.id = x.child_id JOIN entity p ON p.id = x.parent_id WHERE x.from_run <= ? AND (x.to_run = 0 OR x.to_run > ?) ORDER BY c.public_id, p.public_id, x.kind;

SELECT c.public_id AS child, p.public_id AS parent, x.kind, x.why, x.share, x.from_date, x.to_date FROM edge x JOIN entity c ON c.id = x.child_id JOIN entity p ON p.id = x.parent_id WHERE x.to_run = 0 AND (x.child_id = ? OR x.parent_id = ?) ORDER BY c.public_id, p.public_id, x.kind;

SELECT c.public_id AS child, p.public_id AS parent, x.kind, x.why, x.share, x.from_date, x.to_date FROM edge x JOIN entity c ON c.id = x.child_id JOIN entity p ON p.id = x.parent_id WHERE x.to_run = 0 AND x.child_id = ? ORDER BY c.public_id, p.public_id, x.kind;

SELECT c.public_id AS child, p.public_id AS parent, x.kind, x.why, x.share, x.from_date, x.to_date FROM edge x JOIN entity c ON c.id = x.child_id JOIN entity p ON p.id = x.parent_id WHERE x.to_run = 0 ORDER BY c.public_id, p.public_id, x.kind;

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE 1 = 0 AND c.stream_id = ? AND c.ext_id > ? ORDER BY c.ext_id LIMIT ?;

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE 1 = 1 AND c.name_fold LIKE ? ESCAPE '!' ORDER BY c.name_fold, c.stream_id, c.ext_id LIMIT ?;

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE 1 = 1 AND c.stream_id = ? AND c.ext_id = ?;

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE 1 = 1 AND c.stream_id = ? AND c.ext_id > ? ORDER BY c.ext_id LIMIT ?;

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE 1 = 1 AND c.stream_id = ? AND c.ext_id IN (?);

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE 1 = 1 AND m.entity_id = ?;

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)) AND c.name_fold LIKE ? ESCAPE '!' ORDER BY c.name_fold, c.stream_id, c.ext_id LIMIT ?;

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)) AND c.stream_id = ? AND c.ext_id = ?;

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)) AND c.stream_id = ? AND c.ext_id > ? ORDER BY c.ext_id LIMIT ?;

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)) AND c.stream_id = ? AND c.ext_id IN (?);

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, COALESCE(e.public_id, '') FROM customer c LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id WHERE EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)) AND m.entity_id = ?;

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, q.score, COALESCE(q.findings, '') FROM customer c LEFT JOIN record_quality q ON q.customer_id = c.id WHERE 1 = 1 AND c.id IN (?);

SELECT c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run, q.score, COALESCE(q.findings, '') FROM customer c LEFT JOIN record_quality q ON q.customer_id = c.id WHERE 1 = 1 AND c.stream_id = ? AND c.ext_id IN (?) ORDER BY c.ext_id;

SELECT c.stream_id, c.ext_id, e.public_id, m.with_stream_id, m.with_ext_id, m.bits, m.why, m.from_run FROM member m JOIN customer c ON c.id = m.customer_id JOIN entity e ON e.id = m.entity_id WHERE m.from_run <= ? AND (m.to_run = 0 OR m.to_run > ?) AND 1 = 1 AND m.entity_id = ?;

SELECT c.stream_id, c.ext_id, e.public_id, m.with_stream_id, m.with_ext_id, m.bits, m.why, m.from_run FROM member m JOIN customer c ON c.id = m.customer_id JOIN entity e ON e.id = m.entity_id WHERE m.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = m.customer_id AND cu.to_date = 0 AND cu.unit IN (?)) AND m.entity_id = ?;

SELECT c.stream_id, c.ext_id, e.public_id, m.with_stream_id, m.with_ext_id, m.bits, m.why, m.from_run FROM member m JOIN customer c ON c.id = m.customer_id JOIN entity e ON e.id = m.entity_id WHERE m.to_run = 0;

SELECT c.stream_id, c.ext_id, m.with_stream_id, m.with_ext_id, m.bits, m.why, COALESCE(f.id, ''), COALESCE(f.started, 0), COALESCE(t.started, 0) FROM entity e JOIN member m ON m.entity_id = e.id JOIN customer c ON c.id = m.customer_id LEFT JOIN run f ON f.seq = m.from_run LEFT JOIN run t ON t.seq = m.to_run WHERE e.public_id = ? ORDER BY m.from_run, c.stream_id, c.ext_id, m.id;

SELECT child_stream_id, child_ext_id, parent_stream_id, parent_ext_id, verdict, kind, from_date, to_date, author, reason, at FROM link_decision ORDER BY at, id;

SELECT cust_ext_id, run FROM fact_stale WHERE cust_stream_id = ? AND cust_ext_id > ? ORDER BY cust_ext_id LIMIT ?;

SELECT cust_ext_id, stream_id, ext_id, kind, unit, at, status, score FROM activity WHERE deleted_at = 0 AND cust_stream_id = ? AND cust_ext_id IN (?);

SELECT customer_id, customer_id, findings FROM record_quality;

SELECT customer_id, unit FROM customer_unit WHERE to_date = 0 AND customer_id IN (?) ORDER BY customer_id, unit;

SELECT customer_id, unit, from_date FROM customer_unit WHERE to_date = 0 AND customer_id IN (?);

SELECT d.field, d.expected, d.found, d.run, d.at FROM drift d LEFT JOIN customer c ON c.stream_id = d.stream_id AND c.ext_id = d.ext_id WHERE EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)) AND d.stream_id = ? AND d.ext_id = ? ORDER BY d.at DESC, d.id DESC LIMIT ?;

SELECT d.id, d.stake, d.worth, d.kind, d.a_stream_id, d.a_ext_id, d.b_stream_id, d.b_ext_id, d.bits, d.gate, d.why, COALESCE(k.author, '') AS claimed, COALESCE(k.valid_until, 0) AS claimed_until, COALESCE(s.valid_until, 0) AS skipped FROM doubt d LEFT JOIN review_claim k ON k.kind = d.kind AND k.a_stream_id = d.a_stream_id AND k.a_ext_id = d.a_ext_id AND k.b_stream_id = d.b_stream_id AND k.b_ext_id = d.b_ext_id AND k.valid_until > ? JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id LEFT JOIN review_skip s ON s.kind = d.kind AND s.a_stream_id = d.a_stream_id AND s.a_ext_id = d.a_ext_id AND s.b_stream_id = d.b_stream_id AND s.b_ext_id = d.b_ext_id WHERE 1 = 1 AND d.id = ?;

SELECT d.id, d.stake, d.worth, d.kind, d.a_stream_id, d.a_ext_id, d.b_stream_id, d.b_ext_id, d.bits, d.gate, d.why, COALESCE(k.author, '') AS claimed, COALESCE(k.valid_until, 0) AS claimed_until, COALESCE(s.valid_until, 0) AS skipped FROM doubt d LEFT JOIN review_claim k ON k.kind = d.kind AND k.a_stream_id = d.a_stream_id AND k.a_ext_id = d.a_ext_id AND k.b_stream_id = d.b_stream_id AND k.b_ext_id = d.b_ext_id AND k.valid_until > ? JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id LEFT JOIN review_skip s ON s.kind = d.kind AND s.a_stream_id = d.a_stream_id AND s.a_ext_id = d.a_ext_id AND s.b_stream_id = d.b_stream_id AND s.b_ext_id = d.b_ext_id WHERE COALESCE(s.valid_until, 0) <= ? AND 1 = 1 AND COALESCE(k.author, ?) = ? ORDER BY d.worth DESC, d.id DESC LIMIT ?;

SELECT d.id, d.stake, d.worth, d.kind, d.a_stream_id, d.a_ext_id, d.b_stream_id, d.b_ext_id, d.bits, d.gate, d.why, COALESCE(k.author, '') AS claimed, COALESCE(k.valid_until, 0) AS claimed_until, COALESCE(s.valid_until, 0) AS skipped FROM doubt d LEFT JOIN review_claim k ON k.kind = d.kind AND k.a_stream_id = d.a_stream_id AND k.a_ext_id = d.a_ext_id AND k.b_stream_id = d.b_stream_id AND k.b_ext_id = d.b_ext_id AND k.valid_until > ? JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id LEFT JOIN review_skip s ON s.kind = d.kind AND s.a_stream_id = d.a_stream_id AND s.a_ext_id = d.a_ext_id AND s.b_stream_id = d.b_stream_id AND s.b_ext_id = d.b_ext_id WHERE COALESCE(s.valid_until, 0) <= ? AND 1 = 1 AND EXISTS (SELECT 1 FROM customer_unit u WHERE u.customer_id IN (ca.id, cb.id) AND u.to_date = 0 AND u.unit = ?) ORDER BY d.worth DESC, d.id DESC LIMIT ?;

SELECT d.id, d.stake, d.worth, d.kind, d.a_stream_id, d.a_ext_id, d.b_stream_id, d.b_ext_id, d.bits, d.gate, d.why, COALESCE(k.author, '') AS claimed, COALESCE(k.valid_until, 0) AS claimed_until, COALESCE(s.valid_until, 0) AS skipped FROM doubt d LEFT JOIN review_claim k ON k.kind = d.kind AND k.a_stream_id = d.a_stream_id AND k.a_ext_id = d.a_ext_id AND k.b_stream_id = d.b_stream_id AND k.b_ext_id = d.b_ext_id AND k.valid_until > ? JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id LEFT JOIN review_skip s ON s.kind = d.kind AND s.a_stream_id = d.a_stream_id AND s.a_ext_id = d.a_ext_id AND s.b_stream_id = d.b_stream_id AND s.b_ext_id = d.b_ext_id WHERE COALESCE(s.valid_until, 0) <= ? AND 1 = 1 AND d.kind = '' AND d.gate = '' AND (d.why LIKE '%id:%' OR d.why = 'cluster-disagrees') ORDER BY d.worth DESC, d.id DESC LIMIT ?;

SELECT d.id, d.stake, d.worth, d.kind, d.a_stream_id, d.a_ext_id, d.b_stream_id, d.b_ext_id, d.bits, d.gate, d.why, COALESCE(k.author, '') AS claimed, COALESCE(k.valid_until, 0) AS claimed_until, COALESCE(s.valid_until, 0) AS skipped FROM doubt d LEFT JOIN review_claim k ON k.kind = d.kind AND k.a_stream_id = d.a_stream_id AND k.a_ext_id = d.a_ext_id AND k.b_stream_id = d.b_stream_id AND k.b_ext_id = d.b_ext_id AND k.valid_until > ? JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id LEFT JOIN review_skip s ON s.kind = d.kind AND s.a_stream_id = d.a_stream_id AND s.a_ext_id = d.a_ext_id AND s.b_stream_id = d.b_stream_id AND s.b_ext_id = d.b_ext_id WHERE COALESCE(s.valid_until, 0) <= ? AND 1 = 1 AND d.worth <= ? AND (d.worth < ? OR d.id < ?) ORDER BY d.worth DESC, d.id DESC LIMIT ?;

SELECT d.id, d.stake, d.worth, d.kind, d.a_stream_id, d.a_ext_id, d.b_stream_id, d.b_ext_id, d.bits, d.gate, d.why, COALESCE(k.author, '') AS claimed, COALESCE(k.valid_until, 0) AS claimed_until, COALESCE(s.valid_until, 0) AS skipped FROM doubt d LEFT JOIN review_claim k ON k.kind = d.kind AND k.a_stream_id = d.a_stream_id AND k.a_ext_id = d.a_ext_id AND k.b_stream_id = d.b_stream_id AND k.b_ext_id = d.b_ext_id AND k.valid_until > ? JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id LEFT JOIN review_skip s ON s.kind = d.kind AND s.a_stream_id = d.a_stream_id AND s.a_ext_id = d.a_ext_id AND s.b_stream_id = d.b_stream_id AND s.b_ext_id = d.b_ext_id WHERE COALESCE(s.valid_until, 0) <= ? AND 1 = 1 ORDER BY d.worth DESC, d.id DESC LIMIT ?;

SELECT d.id, d.stake, d.worth, d.kind, d.a_stream_id, d.a_ext_id, d.b_stream_id, d.b_ext_id, d.bits, d.gate, d.why, COALESCE(k.author, '') AS claimed, COALESCE(k.valid_until, 0) AS claimed_until, COALESCE(s.valid_until, 0) AS skipped FROM doubt d LEFT JOIN review_claim k ON k.kind = d.kind AND k.a_stream_id = d.a_stream_id AND k.a_ext_id = d.a_ext_id AND k.b_stream_id = d.b_stream_id AND k.b_ext_id = d.b_ext_id AND k.valid_until > ? JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id LEFT JOIN review_skip s ON s.kind = d.kind AND s.a_stream_id = d.a_stream_id AND s.a_ext_id = d.a_ext_id AND s.b_stream_id = d.b_stream_id AND s.b_ext_id = d.b_ext_id WHERE COALESCE(s.valid_until, 0) <= ? AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = ca.id AND cu.to_date = 0 AND cu.unit IN (?)) AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = cb.id AND cu.to_date = 0 AND cu.unit IN (?)) ORDER BY d.worth DESC, d.id DESC LIMIT ?;

SELECT d.id, d.stake, d.worth, d.kind, d.a_stream_id, d.a_ext_id, d.b_stream_id, d.b_ext_id, d.bits, d.gate, d.why, COALESCE(k.author, '') AS claimed, COALESCE(k.valid_until, 0) AS claimed_until, COALESCE(s.valid_until, 0) AS skipped FROM doubt d LEFT JOIN review_claim k ON k.kind = d.kind AND k.a_stream_id = d.a_stream_id AND k.a_ext_id = d.a_ext_id AND k.b_stream_id = d.b_stream_id AND k.b_ext_id = d.b_ext_id AND k.valid_until > ? JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id LEFT JOIN review_skip s ON s.kind = d.kind AND s.a_stream_id = d.a_stream_id AND s.a_ext_id = d.a_ext_id AND s.b_stream_id = d.b_stream_id AND s.b_ext_id = d.b_ext_id WHERE EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = ca.id AND cu.to_date = 0 AND cu.unit IN (?)) AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = cb.id AND cu.to_date = 0 AND cu.unit IN (?)) AND d.id = ?;

SELECT d.id, d.stake, d.worth, d.kind, d.a_stream_id, d.a_ext_id, d.b_stream_id, d.b_ext_id, d.bits, d.gate, d.why, COALESCE(k.author, '') AS claimed, COALESCE(k.valid_until, 0) AS claimed_until, COALESCE(s.valid_until, 0) AS skipped FROM review_claim k JOIN doubt d ON k.kind = d.kind AND k.a_stream_id = d.a_stream_id AND k.a_ext_id = d.a_ext_id AND k.b_stream_id = d.b_stream_id AND k.b_ext_id = d.b_ext_id AND k.valid_until > ? JOIN customer ca ON ca.stream_id = d.a_stream_id AND ca.ext_id = d.a_ext_id JOIN customer cb ON cb.stream_id = d.b_stream_id AND cb.ext_id = d.b_ext_id LEFT JOIN review_skip s ON s.kind = d.kind AND s.a_stream_id = d.a_stream_id AND s.a_ext_id = d.a_ext_id AND s.b_stream_id = d.b_stream_id AND s.b_ext_id = d.b_ext_id WHERE COALESCE(s.valid_until, 0) <= ? AND 1 = 1 AND k.author = ? ORDER BY d.worth DESC, d.id DESC LIMIT ?;

SELECT d.id, f.topic, SUM(f.amount) FROM doubt d JOIN customer c ON c.stream_id = d.a_stream_id AND c.ext_id = d.a_ext_id JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN fact_month f ON f.entity_id = m.entity_id WHERE f.topic IN ('order', 'invoice') AND d.id IN (?) GROUP BY d.id, f.topic;

SELECT d.id, f.topic, SUM(f.amount) FROM doubt d JOIN customer c ON c.stream_id = d.b_stream_id AND c.ext_id = d.b_ext_id JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN fact_month f ON f.entity_id = m.entity_id WHERE f.topic IN ('order', 'invoice') AND d.id IN (?) GROUP BY d.id, f.topic;

SELECT d.stream_id, d.ext_id, d.kind, d.unit, d.number, d.doc_date, d.due_date, d.currency, d.amount, d.open_amount, d.status FROM member m JOIN customer c ON c.id = m.customer_id JOIN business_doc d ON d.cust_stream_id = c.stream_id AND d.cust_ext_id = c.ext_id WHERE m.to_run = 0 AND d.deleted_at = 0 AND (d.unit IN (?) OR (d.unit = '' AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)))) AND m.entity_id = ? ORDER BY d.doc_date DESC, d.id DESC LIMIT ?;

SELECT d.stream_id, d.ext_id, d.kind, d.unit, d.number, d.doc_date, d.due_date, d.currency, d.amount, d.open_amount, d.status FROM member m JOIN customer c ON c.id = m.customer_id JOIN business_doc d ON d.cust_stream_id = c.stream_id AND d.cust_ext_id = c.ext_id WHERE m.to_run = 0 AND d.deleted_at = 0 AND 1 = 1 AND m.entity_id = ? ORDER BY d.doc_date DESC, d.id DESC LIMIT ?;

SELECT data FROM score_counted WHERE policy = ? AND part = 0;

SELECT data FROM tier_log WHERE policy = ? AND scope = ? ORDER BY seq;

SELECT doc FROM reference_record WHERE kind = ? AND deleted_at = 0;

SELECT doc_id FROM doc_line LIMIT 1;

SELECT doc_id, product, amount, cost FROM doc_line WHERE doc_id IN (?) ORDER BY doc_id, n;

SELECT doc_id, product, quantity, amount, cost FROM doc_line WHERE doc_id IN (?) ORDER BY doc_id, n;

SELECT due, at, state, said, attempts, again FROM report_delivery WHERE name = ? ORDER BY due DESC LIMIT ?;

SELECT due, channel, state, said FROM report_sending WHERE name = ? AND due >= ? ORDER BY due, channel;

SELECT e.group_id, SUM(m.amount) FROM entity e JOIN fact_month m ON m.entity_id = e.id WHERE m.month >= ? AND m.topic = 'order' AND e.group_id IN (?) GROUP BY e.group_id;

SELECT e.id FROM entity e JOIN redirect r ON r.from_id = e.public_id WHERE e.id IN (?);

SELECT e.id, e.kind FROM entity e WHERE e.emptied_run = 0 AND 1 = 1;

SELECT e.id, e.kind FROM entity e WHERE e.emptied_run = 0 AND EXISTS (SELECT 1 FROM member em WHERE em.entity_id = e.id AND em.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = em.customer_id AND cu.to_date = 0 AND cu.unit IN (?)));

SELECT e.id, e.public_id FROM entity e WHERE 1 = 1 AND e.public_id > ? ORDER BY e.public_id LIMIT ?;

SELECT e.id, e.public_id FROM entity e WHERE EXISTS (SELECT 1 FROM member em WHERE em.entity_id = e.id AND em.to_run = 0 AND 1 = 0) AND e.public_id > ? ORDER BY e.public_id LIMIT ?;

SELECT e.id, e.public_id FROM entity e WHERE EXISTS (SELECT 1 FROM member em WHERE em.entity_id = e.id AND em.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = em.customer_id AND cu.to_date = 0 AND cu.unit IN (?))) AND e.public_id > ? ORDER BY e.public_id LIMIT ?;

SELECT e.id, t.id FROM entity e JOIN entity t ON t.public_id = e.group_id WHERE e.emptied_run = 0 AND e.group_id <> e.public_id AND e.group_id <> '';

SELECT e.public_id AS entity, s.id, s.indicator, s.score, s.day, s.author, s.approved_by, s.approved_as, s.origin, s.entered_at, s.approved_at FROM manual_score s JOIN customer c ON c.stream_id = s.stream_id AND c.ext_id = s.ext_id JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN entity e ON e.id = m.entity_id WHERE s.entity = '' UNION ALL SELECT COALESCE(r.to_id, s.entity) AS entity, s.id, s.indicator, s.score, s.day, s.author, s.approved_by, s.approved_as, s.origin, s.entered_at, s.approved_at FROM manual_score s LEFT JOIN redirect r ON r.from_id = s.entity WHERE s.entity <> '';

SELECT e.public_id FROM customer c JOIN member m ON m.customer_id = c.id JOIN entity e ON e.id = m.entity_id WHERE c.stream_id = ? AND c.ext_id = ? AND m.from_run <= ? AND (m.to_run = 0 OR m.to_run > ?);

SELECT e.public_id FROM fact_pack k JOIN customer c ON c.stream_id = k.cust_stream_id AND c.ext_id = k.cust_ext_id JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN entity e ON e.id = m.entity_id WHERE k.changed_run >= ?;

SELECT e.public_id FROM fact_stale k JOIN customer c ON c.stream_id = k.cust_stream_id AND c.ext_id = k.cust_ext_id JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN entity e ON e.id = m.entity_id;

SELECT e.public_id FROM member m JOIN entity e ON e.id = m.entity_id WHERE m.from_run >= ? OR m.to_run >= ?;

SELECT e.public_id, COUNT(*) FROM entity e JOIN member m ON m.entity_id = e.id AND m.to_run = 0 WHERE 1 = 1 AND e.public_id IN (?) GROUP BY e.public_id;

SELECT e.public_id, COUNT(*) FROM entity e JOIN member m ON m.entity_id = e.id AND m.to_run = 0 WHERE EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = m.customer_id AND cu.to_date = 0 AND cu.unit IN (?)) AND e.public_id IN (?) GROUP BY e.public_id;

SELECT e.public_id, c.stream_id, c.ext_id FROM entity e JOIN member m ON m.entity_id = e.id AND m.to_run = e.emptied_run JOIN customer c ON c.id = m.customer_id WHERE e.emptied_run > 0;

SELECT e.public_id, d.kind, d.currency, SUM(d.amount) FROM entity e JOIN member m ON m.entity_id = e.id AND m.to_run = 0 JOIN customer c ON c.id = m.customer_id JOIN business_doc d ON d.cust_stream_id = c.stream_id AND d.cust_ext_id = c.ext_id WHERE d.kind IN (?) AND d.deleted_at = 0 AND d.status IN (?) AND 1 = 1 AND e.public_id IN (?) GROUP BY e.public_id, d.kind, d.currency;

SELECT e.public_id, d.kind, d.currency, SUM(d.amount) FROM entity e JOIN member m ON m.entity_id = e.id AND m.to_run = 0 JOIN customer c ON c.id = m.customer_id JOIN business_doc d ON d.cust_stream_id = c.stream_id AND d.cust_ext_id = c.ext_id WHERE d.kind IN (?) AND d.deleted_at = 0 AND d.status IN (?) AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)) AND e.public_id IN (?) GROUP BY e.public_id, d.kind, d.currency;

SELECT e.public_id, t.result FROM entity e JOIN tier t ON t.entity_id = e.id AND t.policy = ? AND t.scope = ? AND t.to_run = 0 WHERE e.public_id IN (?);

SELECT e.public_id, t.result, t.recorded_at, t.from_run, t.to_run FROM tier t JOIN entity e ON e.id = t.entity_id WHERE 1 = 1 AND t.entity_id = ? ORDER BY t.from_run DESC, t.policy, t.scope;

SELECT e.public_id, t.result, t.recorded_at, t.from_run, t.to_run FROM tier t JOIN entity e ON e.id = t.entity_id WHERE 1 = 1 AND t.from_run <= ? AND (t.to_run = 0 OR t.to_run > ?) AND t.policy = ? AND t.scope = ? AND e.public_id > ? ORDER BY e.public_id LIMIT ?;

SELECT e.public_id, t.result, t.recorded_at, t.from_run, t.to_run FROM tier t JOIN entity e ON e.id = t.entity_id WHERE 1 = 1 AND t.to_run = 0 AND t.policy = ? AND t.scope = ? AND e.public_id > ? ORDER BY e.public_id LIMIT ?;

SELECT e.public_id, t.result, t.recorded_at, t.from_run, t.to_run FROM tier t JOIN entity e ON e.id = t.entity_id WHERE EXISTS (SELECT 1 FROM member em WHERE em.entity_id = e.id AND em.to_run = 0 AND 1 = 0) AND t.to_run = 0 AND t.policy = ? AND t.scope = ? AND e.public_id > ? ORDER BY e.public_id LIMIT ?;

SELECT e.public_id, t.result, t.recorded_at, t.from_run, t.to_run FROM tier t JOIN entity e ON e.id = t.entity_id WHERE EXISTS (SELECT 1 FROM member em WHERE em.entity_id = e.id AND em.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = em.customer_id AND cu.to_date = 0 AND cu.unit IN (?))) AND t.entity_id = ? ORDER BY t.from_run DESC, t.policy, t.scope;

SELECT e.public_id, t.result, t.recorded_at, t.from_run, t.to_run FROM tier t JOIN entity e ON e.id = t.entity_id WHERE EXISTS (SELECT 1 FROM member em WHERE em.entity_id = e.id AND em.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = em.customer_id AND cu.to_date = 0 AND cu.unit IN (?))) AND t.to_run = 0 AND t.policy = ? AND t.scope = ? AND e.public_id > ? ORDER BY e.public_id LIMIT ?;

SELECT e.public_id, t.scope FROM tier t JOIN entity e ON e.id = t.entity_id WHERE t.policy = ? AND t.to_run = 0;

SELECT e.public_id, t.scope, t.as_of, t.score, t.raw_tier, t.held_tier, t.final_tier, t.to_run, t.result_hash FROM tier t JOIN entity e ON e.id = t.entity_id WHERE t.policy = ? ORDER BY t.entity_id, t.scope, t.from_run;

SELECT entity_id FROM member WHERE from_run >= ? OR to_run >= ?;

SELECT entity_id FROM tier WHERE from_run >= ?;

SELECT entity_id FROM tier WHERE to_run > 0 AND to_run >= ?;

SELECT entity_id, SUM(amount) FROM fact_month WHERE 1 = 1 AND topic = 'order' AND month >= ? AND entity_id IN (?) GROUP BY entity_id;

SELECT entity_id, SUM(amount) FROM fact_month WHERE unit IN (?) AND topic = 'order' AND month >= ? AND entity_id IN (?) GROUP BY entity_id;

SELECT entity_id, attr, text, from_stream_id, from_ext_id, rule FROM entity_value WHERE from_run <= ? AND (to_run = 0 OR to_run > ?) AND entity_id = ?;

SELECT entity_id, attr, text, from_stream_id, from_ext_id, rule FROM entity_value WHERE to_run = 0 AND entity_id IN (?) AND attr = 'name';

SELECT entity_id, attr, text, from_stream_id, from_ext_id, rule FROM entity_value WHERE to_run = 0 AND entity_id IN (?) AND attr IN (?);

SELECT entity_id, attr, text, from_stream_id, from_ext_id, rule FROM entity_value WHERE to_run = 0 AND entity_id IN (?);

SELECT entity_id, customer_id FROM member WHERE entity_id IN (?);

SELECT entity_id, final_tier FROM tier WHERE policy = ? AND scope = 'group' AND to_run = 0 AND entity_id IN (?);

SELECT entity_id, final_tier FROM tier WHERE policy = ? AND scope = ? AND to_run = 0;

SELECT entity_id, final_tier, score FROM tier WHERE to_run = 0 AND scope = 'group' AND entity_id IN (?) ORDER BY policy DESC;

SELECT entity_id, hash FROM fact_month_hash WHERE entity_id IN (?);

SELECT entity_id, policy, scope, final_tier, from_run, to_run FROM tier ORDER BY entity_id, policy, scope, to_run;

SELECT entity_id, scope, as_of, score, raw_tier, held_tier, final_tier, '' FROM tier WHERE policy = ? AND to_run = 0 AND entity_id IN (?) ORDER BY entity_id, scope;

SELECT entity_id, scope, as_of, score, raw_tier, held_tier, final_tier, result FROM tier WHERE policy = ? AND to_run = 0 AND entity_id IN (?) ORDER BY entity_id, scope;

SELECT ext_id FROM raw_record WHERE stream_id = ? AND generation < ? AND tombstone_at = 0 AND ext_id > ? ORDER BY ext_id LIMIT ?;

SELECT ext_id FROM raw_record WHERE stream_id = ? AND tombstone_at = 0 AND ext_id IN (?);

SELECT ext_id, merged_into FROM raw_record WHERE stream_id = ? AND merged_into > '' AND tombstone_at > 0 ORDER BY ext_id;

SELECT ext_id, payload_hash, content_hash, version, generation, changed_at, dirty, tombstone_at FROM raw_record WHERE stream_id = ? AND ext_id IN (?);

SELECT first_day, last_day, dimension, name, currency, amount FROM sales_target ORDER BY first_day, last_day, dimension, name;

SELECT from_currency, to_currency, day, rate FROM rate ORDER BY from_currency, to_currency, day;

SELECT from_id FROM redirect WHERE to_id = ? ORDER BY from_id;

SELECT from_id, to_id FROM redirect;

SELECT gate, author, reason, at FROM plan_approval WHERE 1 = 1 ORDER BY at, id;

SELECT gate, author, reason, at FROM plan_approval WHERE plan_id = ? ORDER BY at, id;

SELECT generation FROM stream WHERE id = ?;

SELECT group_id, COUNT(*) AS entities, 0 AS amount FROM entity WHERE emptied_run = 0 AND group_id <> '' GROUP BY group_id HAVING COUNT(*) > 1 ORDER BY group_id;

SELECT group_id, entities, amount FROM group_list WHERE 1 = 1 ORDER BY amount DESC, group_id DESC LIMIT ?;

SELECT group_id, entities, amount FROM group_list WHERE amount <= ? AND (amount < ? OR group_id < ?) ORDER BY amount DESC, group_id DESC LIMIT ?;

SELECT h.entity_id FROM fact_month_hash h JOIN entity e ON e.id = h.entity_id WHERE e.emptied_run > 0;

SELECT hash FROM audit WHERE seq = ?;

SELECT hash FROM suppression;

SELECT holder, token, expires FROM lease WHERE name = ?;

SELECT id FROM account WHERE name = ?;

SELECT id FROM customer WHERE changed_run >= ? ORDER BY id;

SELECT id FROM customer WHERE changed_run >= ?;

SELECT id FROM customer WHERE stream_id = ? AND ext_id = ?;

SELECT id FROM entity WHERE changed_run >= ?;

SELECT id FROM entity WHERE public_id = ?;

SELECT id FROM ledger WHERE at < ? AND said <> '' AND state IN (?) AND id > ? AND id <= ? ORDER BY id;

SELECT id FROM plan WHERE made < ? AND state = 'superseded' ORDER BY made, id;

SELECT id FROM raw_record WHERE tombstone_at > 0 AND tombstone_at < ? AND dirty = 0 AND LENGTH(payload) > 0 AND stream_id = ? AND id > ? ORDER BY id LIMIT ?;

SELECT id FROM raw_record WHERE tombstone_at > 0 AND tombstone_at < ? AND dirty = 0 AND LENGTH(payload) > 0 AND stream_id NOT IN (?) AND stream_id = ? AND id > ? ORDER BY id LIMIT ?;

SELECT id FROM reject WHERE closed_at > 0 AND closed_at < ? AND id > ? AND id <= ? ORDER BY id;

SELECT id FROM reject WHERE closed_at > 0 AND closed_at < ? AND stream_id NOT IN (?) AND id > ? AND id <= ? ORDER BY id;

SELECT id FROM stream WHERE source = ? AND object = ?;

SELECT id, a_stream_id, a_ext_id, b_stream_id, b_ext_id, reason FROM decision;

SELECT id, a_stream_id, a_ext_id, b_stream_id, b_ext_id, verdict, author, reason, at, batch FROM decision WHERE 1 = 1 ORDER BY at, id;

SELECT id, a_stream_id, a_ext_id, b_stream_id, b_ext_id, verdict, author, reason, at, batch FROM decision WHERE a_stream_id = ? AND a_ext_id IN (?);

SELECT id, a_stream_id, a_ext_id, b_stream_id, b_ext_id, verdict, author, reason, at, batch FROM decision WHERE at >= ? ORDER BY at DESC, id DESC LIMIT ? OFFSET ?;

SELECT id, a_stream_id, a_ext_id, b_stream_id, b_ext_id, verdict, author, reason, at, batch FROM decision WHERE author = ? AND at >= ? ORDER BY at DESC, id DESC LIMIT ?;

SELECT id, a_stream_id, a_ext_id, b_stream_id, b_ext_id, verdict, author, reason, at, batch FROM decision WHERE b_stream_id = ? AND b_ext_id IN (?);

SELECT id, a_stream_id, a_ext_id, b_stream_id, b_ext_id, verdict, author, reason, at, batch FROM decision WHERE batch = ? ORDER BY at, id;

SELECT id, a_stream_id, a_ext_id, b_stream_id, b_ext_id, why FROM doubt;

SELECT id, account_id, name, scopes, created_at, expires, used_at FROM api_token WHERE account_id = ? OR ? = 0 ORDER BY id DESC;

SELECT id, account_id, name, scopes, created_at, expires, used_at FROM api_token WHERE id = ?;

SELECT id, account_id, name, scopes, created_at, expires, used_at FROM api_token WHERE token_hash = ?;

SELECT id, author, reason, found, records, at, released_at FROM erasure ORDER BY at DESC, id DESC;

SELECT id, author, reason, found, records, at, released_at FROM erasure WHERE id = ?;

SELECT id, child, parent FROM holding;

SELECT id, child_id, parent_id, kind, why, share, from_date, to_date, from_run FROM edge WHERE to_run = 0 AND child_id IN (?);

SELECT id, child_id, why FROM edge;

SELECT id, child_stream_id, child_ext_id, parent_stream_id, parent_ext_id, reason FROM link_decision;

SELECT id, cust_ext_id, stream_id, ext_id, kind, unit, number, doc_date, due_date, currency, amount, open_amount, cost, has_cost, status, role, prev_stream_id, prev_ext_id FROM business_doc WHERE deleted_at = 0 AND cust_stream_id = ? AND cust_ext_id IN (?);

SELECT id, doc FROM customer WHERE id IN (?);

SELECT id, entity, reason FROM pin;

SELECT id, entity, reason, answer FROM view_request;

SELECT id, entity, text, base, reason FROM value_override;

SELECT id, entity_id, attr, text, from_stream_id, from_ext_id, rule, from_run FROM entity_value WHERE to_run = 0 AND entity_id IN (?);

SELECT id, entity_id, customer_id, why FROM member;

SELECT id, entity_id, from_run FROM tier WHERE policy = ? AND scope = ? AND to_run = 0 AND entity_id IN (?);

SELECT id, entity_id, from_run, final_tier, result_hash FROM tier WHERE policy = ? AND scope = ? AND to_run = 0 AND entity_id IN (?);

SELECT id, entity_id, result FROM tier;

SELECT id, ext_id FROM customer WHERE stream_id = ? AND ext_id >= ? AND ext_id <= ?;

SELECT id, ext_id FROM customer WHERE stream_id = ? AND ext_id IN (?);

SELECT id, ext_id, doc_hash, deleted_at FROM activity WHERE stream_id = ? AND ext_id IN (?);

SELECT id, ext_id, doc_hash, deleted_at FROM business_doc WHERE stream_id = ? AND ext_id IN (?);

SELECT id, ext_id, doc_hash, deleted_at FROM customer WHERE stream_id = ? AND ext_id IN (?);

SELECT id, ext_id, doc_hash, deleted_at FROM reference_record WHERE stream_id = ? AND ext_id IN (?);

SELECT id, from_stream_id, from_ext_id, entity_id, text FROM entity_value;

SELECT id, gates FROM plan;

SELECT id, id, name FROM entity;

SELECT id, kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id, bits, gate, why FROM doubt WHERE worth < 0 ORDER BY worth, id LIMIT ?;

SELECT id, kind, state, author, ask, said, '' AS doc, asked_at, seen_at, ended_at FROM policy_trial ORDER BY asked_at DESC, id LIMIT ?;

SELECT id, kind, state, author, ask, said, doc, asked_at, seen_at, ended_at FROM policy_trial WHERE id = ?;

SELECT id, name, label, role, units, masked, language, password, created_at, disabled_at, login_at, COALESCE((SELECT f.since FROM second_factor f WHERE f.account_id = account.id), 0) AS factor_since FROM account ORDER BY name;

SELECT id, name, label, role, units, masked, language, password, created_at, disabled_at, login_at, COALESCE((SELECT f.since FROM second_factor f WHERE f.account_id = account.id), 0) AS factor_since FROM account WHERE id = ?;

SELECT id, name, label, role, units, masked, language, password, created_at, disabled_at, login_at, COALESCE((SELECT f.since FROM second_factor f WHERE f.account_id = account.id), 0) AS factor_since FROM account WHERE name = ?;

SELECT id, name, quality FROM entity WHERE emptied_run = 0 AND id IN (?);

SELECT id, part, value, complete, generation, run, at FROM cursor_history WHERE stream_id = ? AND part = ? ORDER BY at DESC, id DESC;

SELECT id, public_id FROM entity WHERE id IN (?);

SELECT id, public_id FROM entity WHERE public_id IN (?);

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE 1 = 1 AND emptied_run = 0 AND name_fold LIKE ? ESCAPE '!' ORDER BY name_fold, public_id LIMIT ?;

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE 1 = 1 AND emptied_run = 0 AND public_id > ? ORDER BY public_id LIMIT ?;

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE 1 = 1 AND id = ?;

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE 1 = 1 AND id IN (?);

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE EXISTS (SELECT 1 FROM member em WHERE em.entity_id = entity.id AND em.to_run = 0 AND 1 = 0) AND emptied_run = 0 AND name_fold LIKE ? ESCAPE '!' ORDER BY name_fold, public_id LIMIT ?;

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE EXISTS (SELECT 1 FROM member em WHERE em.entity_id = entity.id AND em.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = em.customer_id AND cu.to_date = 0 AND cu.unit IN (?))) AND emptied_run = 0 AND name_fold LIKE ? ESCAPE '!' ORDER BY name_fold, public_id LIMIT ?;

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE EXISTS (SELECT 1 FROM member em WHERE em.entity_id = entity.id AND em.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = em.customer_id AND cu.to_date = 0 AND cu.unit IN (?))) AND id = ?;

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE EXISTS (SELECT 1 FROM member em WHERE em.entity_id = entity.id AND em.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = em.customer_id AND cu.to_date = 0 AND cu.unit IN (?))) AND id IN (?);

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE emptied_run = 0 AND group_id = ? ORDER BY public_id;

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE emptied_run = 0 AND id > ? ORDER BY id LIMIT ?;

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE emptied_run = 0 AND public_id IN (?);

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE id IN (?);

SELECT id, public_id, kind, name, parent, group_id, quality, created_run, changed_run, emptied_run FROM entity WHERE public_id IN (?);

SELECT id, reason FROM erasure;

SELECT id, reason FROM plan_approval;

SELECT id, reason FROM retention_hold;

SELECT id, run FROM cursor_history WHERE stream_id = ? AND part = ? ORDER BY at DESC, id DESC LIMIT ?;

SELECT id, run, made, config_hash, inputs_hash, state, undoes, gates, counts FROM plan WHERE 1 = 1 ORDER BY made DESC, id DESC LIMIT 1;

SELECT id, run, made, config_hash, inputs_hash, state, undoes, gates, counts FROM plan WHERE 1 = 1 ORDER BY made DESC, id DESC LIMIT ?;

SELECT id, run, made, config_hash, inputs_hash, state, undoes, gates, counts FROM plan WHERE id = ?;

SELECT id, run, made, config_hash, inputs_hash, state, undoes, gates, counts FROM plan WHERE run = ? ORDER BY made DESC, id DESC LIMIT 1;

SELECT id, said, doc FROM policy_trial;

SELECT id, seq, attempt FROM ledger WHERE plan_id = ? AND seq IN (?);

SELECT id, source, object, kind, map_hash, generation FROM stream ORDER BY source, object;

SELECT id, source, object, kind, map_hash, generation FROM stream WHERE id = ?;

SELECT id, source, reason, author, at, released_at, released_by FROM retention_hold ORDER BY id DESC;

SELECT id, stream_id, ext_id, content_hash, targets, version, modified, generation, seen_at, changed_at, dirty, tombstone_at, merged_into, payload FROM raw_record WHERE dirty = 1 AND stream_id = ? AND id > ? ORDER BY id LIMIT ?;

SELECT id, stream_id, ext_id, content_hash, targets, version, modified, generation, seen_at, changed_at, dirty, tombstone_at, merged_into, payload FROM raw_record WHERE stream_id = ? AND ext_id = ?;

SELECT id, stream_id, ext_id, content_hash, targets, version, modified, generation, seen_at, changed_at, dirty, tombstone_at, merged_into, payload FROM raw_record WHERE stream_id = ? AND id > ? ORDER BY id LIMIT ?;

SELECT id, stream_id, ext_id, cust_stream_id, cust_ext_id, number FROM business_doc;

SELECT id, stream_id, ext_id, doc FROM reference_record;

SELECT id, stream_id, ext_id, entity, other, reason FROM journal;

SELECT id, stream_id, ext_id, expected, found FROM drift;

SELECT id, stream_id, ext_id, name, doc FROM customer;

SELECT id, stream_id, ext_id, old_value, new_value, said FROM ledger;

SELECT id, stream_id, ext_id, payload, targets FROM raw_record;

SELECT id, stream_id, ext_id, reason FROM reject;

SELECT indicator, score, day, author, approved_by, approved_as, entered_at, approved_at FROM manual_score WHERE id = ? AND origin = ?;

SELECT issuer, subject, created_at FROM identity WHERE account_id = ? ORDER BY created_at, identity_hash;

SELECT kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id, a_stream_id, a_ext_id, b_stream_id, b_ext_id, reason FROM review_skip;

SELECT kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id, bits, gate, why FROM doubt;

SELECT kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id, valid_until, author, reason, at FROM review_skip ORDER BY at, a_stream_id, a_ext_id, b_stream_id, b_ext_id;

SELECT kind, n, bytes, oldest, at FROM retained;

SELECT kind, taken FROM retained WHERE taken > 0;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.id > ? AND l.plan_id = ? AND EXISTS (SELECT 1 FROM plan_row pr WHERE pr.plan_id = l.plan_id AND pr.seq = l.seq AND pr.unit IN (?)) ORDER BY l.id;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.id > ? AND l.plan_id = ? ORDER BY l.id;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.id > ? AND l.run = ? AND l.stream_id IN (SELECT id FROM stream WHERE source = ? AND (object = ? OR ? = '')) AND l.code = ? ORDER BY l.id;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.id > ? AND l.run = ? ORDER BY l.id;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.id > ? AND l.state = ? ORDER BY l.id;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.id > ? AND l.stream_id = ? AND l.ext_id = ? ORDER BY l.id;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.id > ? AND l.stream_id IN (SELECT id FROM stream WHERE source = ? AND (object = ? OR ? = '')) ORDER BY l.id;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.id > ? ORDER BY l.id LIMIT ?;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.id > ? ORDER BY l.id;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.state IN (?) AND l.code <> ? ORDER BY l.id;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.stream_id = ? AND l.ext_id = ? AND l.field = ? AND l.state IN (?) ORDER BY l.at DESC, l.id DESC LIMIT 1;

SELECT l.id, l.plan_id, l.run, l.seq, l.attempt, l.stream_id, l.ext_id, l.field, l.old_value, l.old_known, l.new_value, l.state, l.idem_key, l.handle, l.code, l.said, l.at FROM ledger l WHERE l.stream_id = ? AND l.ext_id IN (?) ORDER BY l.id;

SELECT l.stream_id, l.ext_id, l.field, l.new_value, l.state, r.targets FROM ledger l JOIN raw_record r ON r.stream_id = l.stream_id AND r.ext_id = l.ext_id WHERE r.seen_at >= ? AND r.targets <> '' AND l.state IN (?) ORDER BY l.id;

SELECT l.unit, l.tier, l.name_sort, l.entity_id, l.band FROM edge x JOIN entity_list l ON l.entity_id = x.child_id AND l.unit = '' WHERE x.to_run = 0 AND x.parent_id = ? AND l.name_sort >= ? AND (l.name_sort > ? OR l.entity_id > ?) ORDER BY l.name_sort, l.entity_id LIMIT ?;

SELECT l.unit, l.tier, l.name_sort, l.entity_id, l.band FROM entity e JOIN entity_list l ON l.entity_id = e.id WHERE e.group_id = ? AND e.emptied_run = 0 AND l.unit = ? LIMIT ?;

SELECT l.unit, l.tier, l.name_sort, l.entity_id, l.band FROM entity e JOIN entity_list l ON l.entity_id = e.id WHERE e.public_id IN (?);

SELECT l.unit, l.tier, l.name_sort, l.entity_id, l.band, m.customer_id FROM member m JOIN entity_list l ON l.entity_id = m.entity_id WHERE m.to_run = 0 AND 1 = 1 AND m.customer_id IN (?);

SELECT l.unit, l.tier, l.name_sort, l.entity_id, l.band, m.customer_id FROM member m JOIN entity_list l ON l.entity_id = m.entity_id WHERE m.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = m.customer_id AND cu.to_date = 0 AND cu.unit IN (?)) AND m.customer_id IN (?);

SELECT list, line, child, parent, share, from_date, to_date FROM holding ORDER BY list, line;

SELECT m.entity_id FROM customer c JOIN member m ON m.customer_id = c.id AND m.to_run = 0 WHERE c.changed_run >= ?;

SELECT m.entity_id FROM customer_unit cu JOIN member m ON m.customer_id = cu.customer_id AND m.to_run = 0 WHERE cu.to_date = 0 AND cu.unit IN (?);

SELECT m.entity_id, a.stream_id, a.ext_id, a.kind, a.cust_stream_id, a.cust_ext_id, a.unit, a.at, a.status, a.score FROM member m JOIN customer c ON c.id = m.customer_id JOIN activity a ON a.cust_stream_id = c.stream_id AND a.cust_ext_id = c.ext_id WHERE m.to_run = 0 AND a.deleted_at = 0 AND (a.unit IN (?) OR (a.unit = '' AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)))) AND m.entity_id IN (?);

SELECT m.entity_id, a.stream_id, a.ext_id, a.kind, a.cust_stream_id, a.cust_ext_id, a.unit, a.at, a.status, a.score FROM member m JOIN customer c ON c.id = m.customer_id JOIN activity a ON a.cust_stream_id = c.stream_id AND a.cust_ext_id = c.ext_id WHERE m.to_run = 0 AND a.deleted_at = 0 AND 1 = 1 AND m.entity_id IN (?);

SELECT m.entity_id, d.id, d.stream_id, d.ext_id, d.kind, d.cust_stream_id, d.cust_ext_id, d.unit, d.number, d.doc_date, d.due_date, d.currency, d.amount, d.open_amount, d.cost, d.has_cost, d.status, d.role, d.prev_stream_id, d.prev_ext_id, d.modified FROM member m JOIN customer c ON c.id = m.customer_id JOIN business_doc d ON d.cust_stream_id = c.stream_id AND d.cust_ext_id = c.ext_id WHERE m.to_run = 0 AND d.deleted_at = 0 AND (d.unit IN (?) OR (d.unit = '' AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = c.id AND cu.to_date = 0 AND cu.unit IN (?)))) AND m.entity_id IN (?);

SELECT m.entity_id, d.id, d.stream_id, d.ext_id, d.kind, d.cust_stream_id, d.cust_ext_id, d.unit, d.number, d.doc_date, d.due_date, d.currency, d.amount, d.open_amount, d.cost, d.has_cost, d.status, d.role, d.prev_stream_id, d.prev_ext_id, d.modified FROM member m JOIN customer c ON c.id = m.customer_id JOIN business_doc d ON d.cust_stream_id = c.stream_id AND d.cust_ext_id = c.ext_id WHERE m.to_run = 0 AND d.deleted_at = 0 AND 1 = 1 AND m.entity_id IN (?);

SELECT m.entity_id, m.customer_id, COALESCE(u.unit, '') FROM member m LEFT JOIN customer_unit u ON u.customer_id = m.customer_id AND u.to_date = 0 WHERE m.to_run = 0 AND 1 = 1 AND m.entity_id IN (?) ORDER BY m.entity_id, m.customer_id, u.unit;

SELECT m.entity_id, m.customer_id, COALESCE(u.unit, '') FROM member m LEFT JOIN customer_unit u ON u.customer_id = m.customer_id AND u.to_date = 0 WHERE m.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = m.customer_id AND cu.to_date = 0 AND cu.unit IN (?)) AND m.entity_id IN (?) ORDER BY m.entity_id, m.customer_id, u.unit;

SELECT m.entity_id, m.from_run, c.stream_id, c.ext_id, k.facts, COALESCE(k.changed_run, 0), COALESCE(k.last_day, 0), CASE WHEN s.run IS NULL THEN 0 ELSE 1 END FROM member m JOIN customer c ON c.id = m.customer_id LEFT JOIN fact_pack k ON k.cust_stream_id = c.stream_id AND k.cust_ext_id = c.ext_id LEFT JOIN fact_stale s ON s.cust_stream_id = c.stream_id AND s.cust_ext_id = c.ext_id WHERE m.to_run = 0 AND m.entity_id IN (?);

SELECT name FROM counter WHERE name LIKE 'list:%';

SELECT name FROM entity WHERE id = ?;

SELECT name, due, channel, said FROM report_sending;

SELECT name, due, said FROM report_delivery;

SELECT o.id, COALESCE(r.to_id, o.entity) AS entity, o.entity AS set_on, o.attr, o.text, o.base, o.valid_until, o.expires, o.author, o.reason, o.at, o.ended_at, o.ended_by FROM value_override o LEFT JOIN redirect r ON r.from_id = o.entity WHERE 1 = 1 ORDER BY o.at, o.id;

SELECT o.id, COALESCE(r.to_id, o.entity) AS entity, o.entity AS set_on, o.attr, o.text, o.base, o.valid_until, o.expires, o.author, o.reason, o.at, o.ended_at, o.ended_by FROM value_override o LEFT JOIN redirect r ON r.from_id = o.entity WHERE o.entity = ? OR r.to_id = ? ORDER BY o.at, o.id;

SELECT op, entity, other, stream_id, ext_id, run, author, reason, at FROM journal ORDER BY at, id;

SELECT op, entity, other, stream_id, ext_id, run, author, reason, at FROM journal WHERE entity = ? OR other = ? ORDER BY at, id;

SELECT part, data FROM score_counted WHERE policy = ? AND part > 0;

SELECT part, value, complete, generation, run, at FROM pull_cursor WHERE stream_id = ?;

SELECT payload FROM raw_record WHERE id = ?;

SELECT plan_id, seq, stream_id, ext_id, entity, name, old_value, new_value, why_zh, why_en FROM plan_row;

SELECT policy, scope FROM tier WHERE to_run = 0 GROUP BY policy, scope ORDER BY policy, scope;

SELECT policy, scope, COUNT(*) AS n FROM tier_log GROUP BY policy, scope ORDER BY policy, scope;

SELECT public_id FROM entity WHERE changed_run >= ?;

SELECT public_id FROM entity WHERE id = ?;

SELECT public_id, group_id FROM entity WHERE emptied_run = 0 AND group_id <> public_id AND group_id <> '';

SELECT public_id, id FROM entity WHERE public_id IN (?);

SELECT public_id, kind, parent, group_id, created_run, emptied_run FROM entity ORDER BY created_run, public_id;

SELECT r.id, r.run, r.stage, COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.ext_id, r.code, r.field, r.place, r.reason, r.at FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE r.closed_at = 0 AND r.id > ? AND r.code = ? ORDER BY r.id;

SELECT r.id, r.run, r.stage, COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.ext_id, r.code, r.field, r.place, r.reason, r.at FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE r.closed_at = 0 AND r.id > ? AND r.run = ? AND s.source = ? AND s.object = ? ORDER BY r.id;

SELECT r.id, r.run, r.stage, COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.ext_id, r.code, r.field, r.place, r.reason, r.at FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE r.closed_at = 0 AND r.id > ? AND r.run = ? ORDER BY r.id;

SELECT r.id, r.run, r.stage, COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.ext_id, r.code, r.field, r.place, r.reason, r.at FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE r.closed_at = 0 AND r.id > ? AND r.stage = ? ORDER BY r.id;

SELECT r.id, r.run, r.stage, COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.ext_id, r.code, r.field, r.place, r.reason, r.at FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE r.closed_at = 0 AND r.id > ? AND s.source = ? ORDER BY r.id;

SELECT r.id, r.run, r.stage, COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.ext_id, r.code, r.field, r.place, r.reason, r.at FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE r.closed_at = 0 AND r.id > ? ORDER BY r.id LIMIT ?;

SELECT r.id, r.run, r.stage, COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.ext_id, r.code, r.field, r.place, r.reason, r.at FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE r.closed_at = 0 AND r.id > ? ORDER BY r.id;

SELECT run_seq, state, mark, at FROM run_stage WHERE stage = ? ORDER BY run_seq DESC LIMIT ?;

SELECT s.id, COALESCE(e.public_id, n.public_id, s.entity) AS entity, COALESCE(e.name, n.name, '') AS name, s.indicator, s.score, s.day, s.author, s.entered_at, COALESCE((SELECT b.score FROM manual_score b WHERE b.indicator = s.indicator AND b.entity = s.entity AND b.stream_id = s.stream_id AND b.ext_id = s.ext_id AND (b.approved_by <> '' OR b.approved_as <> '') ORDER BY b.day DESC, b.id DESC LIMIT 1), '') AS score_before FROM manual_score s LEFT JOIN customer c ON s.entity = '' AND c.stream_id = s.stream_id AND c.ext_id = s.ext_id LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0 LEFT JOIN entity e ON e.id = m.entity_id LEFT JOIN redirect r ON r.from_id = s.entity LEFT JOIN entity n ON n.public_id = COALESCE(r.to_id, s.entity) WHERE s.origin = ? AND s.approved_by = '' AND s.approved_as = '' AND s.indicator IN (?) AND s.id > ? ORDER BY s.id LIMIT ?;

SELECT s.source, MAX(c.at) FROM pull_cursor c JOIN stream s ON s.id = c.stream_id GROUP BY s.source;

SELECT s.source, l.field, l.state, COUNT(*), MAX(l.at) FROM ledger l JOIN (SELECT MAX(id) AS id FROM ledger GROUP BY stream_id, ext_id, field) newest ON newest.id = l.id JOIN stream s ON s.id = l.stream_id WHERE 1 = 1 GROUP BY s.source, l.field, l.state ORDER BY s.source, l.field, l.state;

SELECT s.source, l.field, l.state, COUNT(*), MAX(l.at) FROM ledger l JOIN (SELECT MAX(id) AS id FROM ledger GROUP BY stream_id, ext_id, field) newest ON newest.id = l.id JOIN stream s ON s.id = l.stream_id WHERE EXISTS (SELECT 1 FROM plan_row pr WHERE pr.plan_id = l.plan_id AND pr.seq = l.seq AND pr.unit IN (?)) GROUP BY s.source, l.field, l.state ORDER BY s.source, l.field, l.state;

SELECT s.source, s.object, c.unit, COUNT(*) FROM business_doc c JOIN stream s ON s.id = c.stream_id WHERE c.deleted_at = 0 AND 1 = 1 GROUP BY s.source, s.object, c.unit ORDER BY s.source, s.object, c.unit;

SELECT s.source, s.object, l.state, l.code, COUNT(*) AS n FROM ledger l JOIN stream s ON s.id = l.stream_id WHERE l.run = ? AND NOT EXISTS (SELECT 1 FROM ledger x WHERE x.plan_id = l.plan_id AND x.seq = l.seq AND x.attempt > l.attempt) GROUP BY s.source, s.object, l.state, l.code ORDER BY s.source, s.object, l.state, l.code;

SELECT s.source, s.object, r.unit, r.field, r.fresh, r.changed, r.cleared, r.unseen, r.downs FROM plan_tally r JOIN stream s ON s.id = r.stream_id WHERE r.plan_id = ? AND 1 = 1 ORDER BY s.source, s.object, r.unit, r.field;

SELECT s.source, s.object, r.unit, r.field, r.fresh, r.changed, r.cleared, r.unseen, r.downs FROM plan_tally r JOIN stream s ON s.id = r.stream_id WHERE r.plan_id = ? AND r.unit IN (?) ORDER BY s.source, s.object, r.unit, r.field;

SELECT s.source, s.object, u.unit, COUNT(*) FROM customer c JOIN customer_unit u ON u.customer_id = c.id AND u.to_date = 0 JOIN stream s ON s.id = c.stream_id WHERE c.deleted_at = 0 AND 1 = 1 GROUP BY s.source, s.object, u.unit ORDER BY s.source, s.object, u.unit;

SELECT scope, topic, name, n, of_n FROM tier_coverage WHERE policy = ? ORDER BY scope, topic, name;

SELECT score FROM manual_score WHERE origin = ? AND stream_id = ? AND ext_id = ? AND entity = ? AND indicator = ? AND day = ? AND author = ?;

SELECT seq FROM audit_head WHERE id = 1;

SELECT seq FROM month_log WHERE year = 0 AND seq <= ? ORDER BY seq;

SELECT seq FROM plan_row WHERE plan_id IN (SELECT id FROM plan WHERE made < ? AND state = 'superseded') AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.plan_id = plan_row.plan_id) AND plan_id = ? AND seq > ? ORDER BY seq LIMIT ?;

SELECT seq FROM run WHERE started <= ? ORDER BY seq DESC LIMIT 1;

SELECT seq, at, actor, action, subject, detail, prev_hash, hash FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?;

SELECT seq, at, actor, action, subject, detail, prev_hash, hash FROM audit WHERE seq > ? ORDER BY seq LIMIT ?;

SELECT seq, data FROM tier_log WHERE policy = ? AND scope = ? ORDER BY seq;

SELECT seq, error FROM run;

SELECT seq, hash FROM audit_head WHERE id = 1;

SELECT seq, hash, receipt, at FROM audit_anchor WHERE id = 1;

SELECT seq, id, job, started_by, config_hash, state, stage, started, ended, resume_at, counts, error FROM run WHERE 1 = 1 AND job = ? ORDER BY seq DESC LIMIT ?;

SELECT seq, id, job, started_by, config_hash, state, stage, started, ended, resume_at, counts, error FROM run WHERE 1 = 1 AND seq < ? ORDER BY seq DESC LIMIT ?;

SELECT seq, id, job, started_by, config_hash, state, stage, started, ended, resume_at, counts, error FROM run WHERE 1 = 1 AND state = ? ORDER BY seq DESC LIMIT ?;

SELECT seq, id, job, started_by, config_hash, state, stage, started, ended, resume_at, counts, error FROM run WHERE 1 = 1 ORDER BY seq DESC LIMIT ?;

SELECT seq, id, job, started_by, config_hash, state, stage, started, ended, resume_at, counts, error FROM run WHERE id = ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE 1 = 0 AND plan_id = ? AND seq > ? ORDER BY seq LIMIT ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE 1 = 1 AND plan_id = ? AND seq > ? AND (ext_id = ? OR entity = ? OR LOWER(name) LIKE ? ESCAPE '!') ORDER BY seq LIMIT ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE 1 = 1 AND plan_id = ? AND seq > ? AND (ext_id = ? OR entity = ?) ORDER BY seq LIMIT ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE 1 = 1 AND plan_id = ? AND seq > ? AND down = 1 ORDER BY seq LIMIT ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE 1 = 1 AND plan_id = ? AND seq > ? AND field = ? ORDER BY seq LIMIT ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE 1 = 1 AND plan_id = ? AND seq > ? AND seq IN (?) ORDER BY seq LIMIT ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE 1 = 1 AND plan_id = ? AND seq > ? AND stream_id IN (SELECT id FROM stream WHERE source = ? AND (object = ? OR ? = '')) ORDER BY seq LIMIT ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE 1 = 1 AND plan_id = ? AND seq > ? AND unit = ? ORDER BY seq LIMIT ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE 1 = 1 AND plan_id = ? AND seq > ? ORDER BY seq LIMIT ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE unit IN (?) AND plan_id = ? AND seq > ? AND unit = ? ORDER BY seq LIMIT ?;

SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE unit IN (?) AND plan_id = ? AND seq > ? ORDER BY seq LIMIT ?;

SELECT source, name, value, expires, version FROM token ORDER BY source, name;

SELECT stage, state, mark, at FROM run_stage WHERE run_seq = ?;

SELECT state FROM report_sending WHERE name = ? AND due = ? AND channel = ?;

SELECT stream_id, ext_id FROM activity WHERE cust_stream_id = ? AND cust_ext_id = ?;

SELECT stream_id, ext_id FROM business_doc WHERE cust_stream_id = ? AND cust_ext_id = ?;

SELECT stream_id, ext_id, field, expected, found, run, at FROM drift WHERE at >= ? ORDER BY at DESC, id DESC LIMIT ?;

SELECT targets FROM raw_record WHERE stream_id = ? AND ext_id = ?;

SELECT term, customer_id FROM customer_term WHERE customer_id IN (?);

SELECT term, customer_id FROM customer_term WHERE term >= ? AND term < ? AND (term > ? OR customer_id > ?) ORDER BY term, customer_id LIMIT ?;

SELECT to_id FROM redirect WHERE from_id = ?;

SELECT token FROM lease WHERE name = ?;

SELECT token_hash, account_id, via, created_at, seen_at, address, agent, proved_at, provider_sid FROM session WHERE account_id = ? OR ? = 0 ORDER BY seen_at DESC, token_hash;

SELECT token_hash, account_id, via, created_at, seen_at, address, agent, proved_at, provider_sid FROM session WHERE token_hash = ?;

SELECT tries, tries_since FROM second_factor WHERE account_id = ?;

SELECT type, value FROM own_company ORDER BY type, value;

SELECT u.unit, '', COUNT(*) - COUNT(DISTINCT m.entity_id) FROM member m JOIN customer c ON c.id = m.customer_id JOIN stream s ON s.id = c.stream_id JOIN customer_unit u ON u.customer_id = c.id AND u.to_date = 0 WHERE m.to_run = 0 AND c.deleted_at = 0 GROUP BY 1, 2;

SELECT u.unit, s.source, COUNT(*) - COUNT(DISTINCT m.entity_id) FROM member m JOIN customer c ON c.id = m.customer_id JOIN stream s ON s.id = c.stream_id JOIN customer_unit u ON u.customer_id = c.id AND u.to_date = 0 WHERE m.to_run = 0 AND c.deleted_at = 0 GROUP BY 1, 2;

SELECT u.unit, u.from_date, u.to_date FROM customer_unit u JOIN customer c ON c.id = u.customer_id WHERE c.stream_id = ? AND c.ext_id = ? ORDER BY u.from_date, u.unit;

SELECT unit, month, topic, kind, n, amount, costed, cost, scored, score, unpriced FROM fact_month WHERE unit IN (?) AND entity_id = ? AND month >= ? ORDER BY month, unit, topic, kind;

SELECT unit, tier, band, n FROM entity_list_count WHERE n > 0 AND 1 = 0 ORDER BY unit, tier, band;

SELECT unit, tier, band, n FROM entity_list_count WHERE n > 0 AND 1 = 1 ORDER BY unit, tier, band;

SELECT unit, tier, band, n FROM entity_list_count WHERE n > 0 AND unit IN (?) ORDER BY unit, tier, band;

SELECT unit, tier, name_sort, entity_id, band FROM entity_list WHERE entity_id IN (?);

SELECT unit, tier, name_sort, entity_id, band FROM entity_list WHERE unit = ? AND tier = ? AND band < ? ORDER BY unit, tier, name_sort, entity_id LIMIT ?;

SELECT unit, tier, name_sort, entity_id, band FROM entity_list WHERE unit = ? AND tier = ? AND name_sort >= ? AND (name_sort > ? OR entity_id > ?) ORDER BY unit, tier, name_sort, entity_id LIMIT ?;

SELECT unit, tier, name_sort, entity_id, band FROM entity_list WHERE unit = ? AND tier = ? ORDER BY unit, tier, name_sort, entity_id LIMIT ?;

SELECT unit, valid_until FROM view_request WHERE account = ? AND entity = ? AND state = ? AND valid_until > ? ORDER BY unit;

SELECT v.entity_id, v.text FROM entity_value v WHERE v.attr = ? AND v.to_run = 0 AND 1 = 1;

SELECT v.entity_id, v.text FROM entity_value v WHERE v.attr = ? AND v.to_run = 0 AND EXISTS (SELECT 1 FROM member em WHERE em.entity_id = v.entity_id AND em.to_run = 0 AND EXISTS (SELECT 1 FROM customer_unit cu WHERE cu.customer_id = em.customer_id AND cu.to_date = 0 AND cu.unit IN (?)));

SELECT v.id, v.account, v.entity, COALESCE(e.name, '') AS name, v.unit, v.reason, v.state, v.asked_at, v.decided_by, v.decided_at, v.answer, v.valid_until FROM view_request v LEFT JOIN entity e ON e.public_id = v.entity WHERE 1 = 0 AND v.account <> ? AND v.id = ?;

SELECT v.id, v.account, v.entity, COALESCE(e.name, '') AS name, v.unit, v.reason, v.state, v.asked_at, v.decided_by, v.decided_at, v.answer, v.valid_until FROM view_request v LEFT JOIN entity e ON e.public_id = v.entity WHERE 1 = 0 AND v.state = 'waiting' AND v.account <> ? AND (v.id < ? OR ? = 0) ORDER BY v.id DESC LIMIT ?;

SELECT v.id, v.account, v.entity, COALESCE(e.name, '') AS name, v.unit, v.reason, v.state, v.asked_at, v.decided_by, v.decided_at, v.answer, v.valid_until FROM view_request v LEFT JOIN entity e ON e.public_id = v.entity WHERE 1 = 1 AND v.account <> ? AND v.id = ?;

SELECT v.id, v.account, v.entity, COALESCE(e.name, '') AS name, v.unit, v.reason, v.state, v.asked_at, v.decided_by, v.decided_at, v.answer, v.valid_until FROM view_request v LEFT JOIN entity e ON e.public_id = v.entity WHERE 1 = 1 AND v.state <> 'waiting' AND v.account <> ? AND (v.id < ? OR ? = 0) ORDER BY v.id DESC LIMIT ?;

SELECT v.id, v.account, v.entity, COALESCE(e.name, '') AS name, v.unit, v.reason, v.state, v.asked_at, v.decided_by, v.decided_at, v.answer, v.valid_until FROM view_request v LEFT JOIN entity e ON e.public_id = v.entity WHERE 1 = 1 AND v.state = 'waiting' AND v.account <> ? AND (v.id < ? OR ? = 0) ORDER BY v.id DESC LIMIT ?;

SELECT v.id, v.account, v.entity, COALESCE(e.name, '') AS name, v.unit, v.reason, v.state, v.asked_at, v.decided_by, v.decided_at, v.answer, v.valid_until FROM view_request v LEFT JOIN entity e ON e.public_id = v.entity WHERE unit IN (?) AND v.account <> ? AND v.id = ?;

SELECT v.id, v.account, v.entity, COALESCE(e.name, '') AS name, v.unit, v.reason, v.state, v.asked_at, v.decided_by, v.decided_at, v.answer, v.valid_until FROM view_request v LEFT JOIN entity e ON e.public_id = v.entity WHERE unit IN (?) AND v.state = 'waiting' AND v.account <> ? AND (v.id < ? OR ? = 0) ORDER BY v.id DESC LIMIT ?;

SELECT v.id, v.account, v.entity, COALESCE(e.name, '') AS name, v.unit, v.reason, v.state, v.asked_at, v.decided_by, v.decided_at, v.answer, v.valid_until FROM view_request v LEFT JOIN entity e ON e.public_id = v.entity WHERE v.account = ? AND (v.entity = ? OR ? = '') ORDER BY v.id DESC LIMIT ?;

SELECT v.id, v.account, v.entity, COALESCE(e.name, '') AS name, v.unit, v.reason, v.state, v.asked_at, v.decided_by, v.decided_at, v.answer, v.valid_until FROM view_request v LEFT JOIN entity e ON e.public_id = v.entity WHERE v.id = ?;

SELECT value FROM counter WHERE name = 'match-model';

SELECT value FROM counter WHERE name = 'run';

SELECT value FROM counter WHERE name = ?;

SELECT value FROM installation_key WHERE name = ?;

SELECT value, expires, version FROM token WHERE source = ? AND name = ?;

SELECT version FROM match_model WHERE hash = ? ORDER BY version;

SELECT version, hash, origin, '' AS text, organisations, persons, author, made, activated, activated_by, CASE WHEN turn > 0 AND turn = (SELECT MAX(l.turn) FROM match_model l) THEN 1 ELSE 0 END AS active FROM match_model WHERE 1 = 1 ORDER BY version DESC;

SELECT version, hash, origin, text, organisations, persons, author, made, activated, activated_by, CASE WHEN turn > 0 AND turn = (SELECT MAX(l.turn) FROM match_model l) THEN 1 ELSE 0 END AS active FROM match_model WHERE turn > 0 ORDER BY turn DESC LIMIT 1;

SELECT version, hash, origin, text, organisations, persons, author, made, activated, activated_by, CASE WHEN turn > 0 AND turn = (SELECT MAX(l.turn) FROM match_model l) THEN 1 ELSE 0 END AS active FROM match_model WHERE version = ?;

SELECT year, data FROM month_log WHERE year = 0 OR (year >= ? AND year <= ?) ORDER BY seq DESC, year DESC;

UPDATE account SET label = ?, role = ?, units = ?, masked = ?, language = ?, password = ?, disabled_at = ? WHERE id = ?;

UPDATE account SET login_at = ? WHERE id = ?;

UPDATE activity SET deleted_at = ?, changed_run = ? WHERE stream_id = ? AND deleted_at = 0 AND ext_id IN (?);

UPDATE api_token SET used_at = ? WHERE id = ?;

UPDATE audit_anchor SET seq = ?, hash = ?, receipt = ?, at = ? WHERE id = 1;

UPDATE audit_head SET hash = ? WHERE id = 1;

UPDATE audit_head SET seq = seq + 1 WHERE id = 1;

UPDATE business_doc SET deleted_at = ?, changed_run = ? WHERE stream_id = ? AND deleted_at = 0 AND ext_id IN (?);

UPDATE counter SET value = ? WHERE name = ?;

UPDATE counter SET value = value + 1 WHERE name = 'admins';

UPDATE counter SET value = value + 1 WHERE name = 'match-model';

UPDATE counter SET value = value + 1 WHERE name = 'match-model-turn';

UPDATE counter SET value = value + 1 WHERE name = 'run';

UPDATE counter SET value = value + 1 WHERE name = ?;

UPDATE counter SET value = value - 1 WHERE name = 'match-model';

UPDATE cursor_history SET value = ?, complete = ?, generation = ?, at = ? WHERE id = ?;

UPDATE customer SET deleted_at = ?, changed_run = ? WHERE stream_id = ? AND deleted_at = 0 AND ext_id IN (?);

UPDATE customer SET doc = ?, name = ? WHERE id = ?;

UPDATE customer SET kind = ?, name = '', name_fold = '', master_id = '', parent_id = '', doc = ?, doc_hash = ?, deleted_at = ?, changed_run = ? WHERE stream_id = ? AND ext_id = ?;

UPDATE doubt SET stake = ?, worth = ? WHERE id = ?;

UPDATE doubt SET worth = -1 WHERE worth >= 0;

UPDATE edge SET to_run = ? WHERE id IN (?);

UPDATE entity SET changed_run = ? WHERE id IN (?);

UPDATE entity SET name = ? WHERE id = ?;

UPDATE entity SET name_fold = ? WHERE id = ?;

UPDATE entity_list_count SET n = n + ? WHERE unit = ? AND tier = ? AND band = ?;

UPDATE entity_value SET to_run = ? WHERE id IN (?);

UPDATE erasure SET released_at = ? WHERE id = ? AND released_at = 0;

UPDATE lease SET expires = ?, uses = uses + 1 WHERE name = ? AND token = ?;

UPDATE lease SET holder = ?, token = token + 1, expires = ?, uses = 0 WHERE name = ? AND (expires <= ? OR holder = ?);

UPDATE lease SET uses = uses + 1 WHERE name = ? AND token = ?;

UPDATE ledger SET said = '' WHERE at < ? AND said <> '' AND state IN (?) AND id IN (?);

UPDATE ledger SET state = ? WHERE stream_id = ? AND ext_id = ? AND field = ? AND state = ?;

UPDATE manual_score SET approved_by = ?, approved_as = ?, approved_at = ? WHERE id = ? AND entered_at = ? AND origin = ? AND approved_by = '' AND approved_as = '';

UPDATE match_model SET turn = (SELECT value FROM counter WHERE name = 'match-model-turn'), activated = ?, activated_by = ? WHERE version = ?;

UPDATE member SET to_run = ? WHERE id IN (?);

UPDATE member SET why = ? WHERE id = ?;

UPDATE pin SET removed_at = ?, removed_by = ? WHERE removed_at = 0 AND entity = ? AND scope = ? AND kind = ?;

UPDATE plan SET state = ? WHERE id <> ? AND state IN (?) AND EXISTS (SELECT 1 FROM plan_row r JOIN stream s ON s.id = r.stream_id WHERE r.plan_id = plan.id AND s.source IN (?));

UPDATE plan SET state = ? WHERE id <> ? AND state IN (?);

UPDATE plan SET state = ? WHERE id = ? AND state IN (?);

UPDATE policy_trial SET said = ?, seen_at = ? WHERE id = ? AND ended_at = 0;

UPDATE policy_trial SET state = ? WHERE id = ? AND state = ?;

UPDATE raw_record SET dirty = 0 WHERE id IN (?) AND changed_at <= ?;

UPDATE raw_record SET dirty = 1 WHERE stream_id = ? AND dirty = 0;

UPDATE raw_record SET dirty = 1 WHERE stream_id = ? AND ext_id IN (?);

UPDATE raw_record SET generation = ? WHERE stream_id = ? AND generation < ? AND ext_id IN (?);

UPDATE raw_record SET payload = ? WHERE id = ?;

UPDATE raw_record SET payload = ?, payload_hash = ? WHERE tombstone_at > 0 AND tombstone_at < ? AND dirty = 0 AND LENGTH(payload) > 0 AND id IN (?);

UPDATE raw_record SET payload = ?, payload_hash = ? WHERE tombstone_at > 0 AND tombstone_at < ? AND dirty = 0 AND LENGTH(payload) > 0 AND stream_id NOT IN (?) AND id IN (?);

UPDATE raw_record SET payload = ?, payload_hash = ?, content_hash = ?, targets = '', version = '', dirty = 0 WHERE stream_id = ? AND ext_id = ?;

UPDATE raw_record SET payload = ?, targets = ? WHERE id = ?;

UPDATE raw_record SET payload_hash = ?, content_hash = ?, dirty = 1 WHERE id = ?;

UPDATE raw_record SET targets = ? WHERE stream_id = ? AND ext_id = ?;

UPDATE raw_record SET tombstone_at = ?, changed_at = ?, dirty = 1 WHERE stream_id = ? AND tombstone_at = 0 AND ext_id IN (?);

UPDATE raw_record SET tombstone_at = ?, changed_at = ?, dirty = 1, merged_into = ? WHERE stream_id = ? AND ext_id = ? AND merged_into <> ?;

UPDATE redirect SET to_id = ?, run = ? WHERE to_id = ?;

UPDATE reference_record SET deleted_at = ?, changed_run = ? WHERE stream_id = ? AND deleted_at = 0 AND ext_id IN (?);

UPDATE reject SET closed_at = ?, closed_as = ? WHERE closed_at = 0 AND id IN (?);

UPDATE reject SET closed_at = ?, closed_as = ? WHERE closed_at = 0 AND stage = ? AND stream_id = ? AND ext_id IN (?);

UPDATE report_delivery SET state = ?, said = '', at = ?, attempts = attempts + 1, again = ? WHERE name = ? AND due = ? AND again = ?;

UPDATE report_delivery SET state = ?, said = ?, at = ?, again = ? WHERE name = ? AND due = ?;

UPDATE retained SET taken = 0 WHERE taken > 0;

UPDATE retained SET taken = taken + ? WHERE kind = ?;

UPDATE retention_hold SET released_at = ?, released_by = ? WHERE id = ? AND released_at = 0;

UPDATE run SET state = ?, stage = ?, ended = ?, resume_at = ?, counts = ?, error = ? WHERE id = ?;

UPDATE second_factor SET failed = 0, tries = 0 WHERE account_id = ?;

UPDATE second_factor SET failed = failed + 1 WHERE account_id = ?;

UPDATE second_factor SET step = ?, failed = 0, tries = 0 WHERE account_id = ? AND step < ?;

UPDATE second_factor SET tries = 1, tries_since = ? WHERE account_id = ? AND tries_since <= ?;

UPDATE second_factor SET tries = tries + 1 WHERE account_id = ? AND tries_since > ? AND tries < ?;

UPDATE session SET seen_at = ? WHERE token_hash = ?;

UPDATE session SET token_hash = ?, proved_at = ? WHERE token_hash = ?;

UPDATE stream SET generation = generation + 1 WHERE id = ?;

UPDATE stream SET kind = ? WHERE id = ? AND kind <> ?;

UPDATE stream SET map_hash = ? WHERE id = ?;

UPDATE tier SET to_run = ? WHERE id IN (?);

UPDATE tier_log SET data = ? WHERE policy = ? AND scope = ? AND seq = ?;

UPDATE token SET value = ?, expires = ?, version = version + 1 WHERE source = ? AND name = ? AND version = ?;

UPDATE value_override SET ended_at = ?, ended_by = ? WHERE ended_at = 0 AND attr = ? AND (entity = ? OR entity IN (SELECT from_id FROM redirect WHERE to_id = ?));

UPDATE value_override SET ended_at = ?, ended_by = ? WHERE ended_at = 0 AND id IN (?);

UPDATE view_request SET state = ?, answer = ?, valid_until = ? WHERE state = ? AND valid_until > ? AND 1 = 1 AND id = ?;

UPDATE view_request SET state = ?, answer = ?, valid_until = ? WHERE state = ? AND valid_until > ? AND unit IN (?) AND id = ?;

UPDATE view_request SET state = ?, decided_by = ?, decided_at = ?, answer = ?, valid_until = ? WHERE state = ? AND account <> ? AND 1 = 0 AND id = ?;

UPDATE view_request SET state = ?, decided_by = ?, decided_at = ?, answer = ?, valid_until = ? WHERE state = ? AND account <> ? AND 1 = 1 AND id = ?;

UPDATE view_request SET state = ?, decided_by = ?, decided_at = ?, answer = ?, valid_until = ? WHERE state = ? AND account <> ? AND unit IN (?) AND id = ?;
