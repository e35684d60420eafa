package store

// personal is a table with the columns in which data of persons can stand, and the
// columns that tell whom a row is about.
type personal struct {
	table string
	key   []string // of a row
	// about: pairs of stream and id of records; public ids and keys of entities; the
	// key of a customer.
	records  [][2]string
	entities []string
	entity   string
	customer string
	texts    []string
	docs     []string // JSON
}

// personals are all places but those that Forget makes anew from them: the terms of
// the search and the lists. A test holds them, with withoutPersons, against the
// schema.
var personals = []personal{
	{table: "raw_record", key: []string{"id"}, records: [][2]string{{"stream_id", "ext_id"}}, docs: []string{"payload", "targets"}},
	{table: "reject", key: []string{"id"}, records: [][2]string{{"stream_id", "ext_id"}}, texts: []string{"reason"}},
	{table: "customer", key: []string{"id"}, records: [][2]string{{"stream_id", "ext_id"}}, texts: []string{"name"}, docs: []string{"doc"}},
	{table: "record_quality", key: []string{"customer_id"}, customer: "customer_id", docs: []string{"findings"}},
	{table: "reference_record", key: []string{"id"}, records: [][2]string{{"stream_id", "ext_id"}}, docs: []string{"doc"}},
	{table: "business_doc", key: []string{"id"}, records: [][2]string{{"stream_id", "ext_id"}, {"cust_stream_id", "cust_ext_id"}}, texts: []string{"number"}},
	{table: "entity", key: []string{"id"}, entity: "id", texts: []string{"name"}},
	{table: "entity_value", key: []string{"id"}, entity: "entity_id", records: [][2]string{{"from_stream_id", "from_ext_id"}}, texts: []string{"text"}},
	{table: "value_override", key: []string{"id"}, entities: []string{"entity"}, texts: []string{"text", "base", "reason"}},
	{table: "member", key: []string{"id"}, customer: "customer_id", entity: "entity_id", texts: []string{"why"}},
	{table: "edge", key: []string{"id"}, entity: "child_id", texts: []string{"why"}},
	{table: "journal", key: []string{"id"}, records: [][2]string{{"stream_id", "ext_id"}}, entities: []string{"entity", "other"}, texts: []string{"reason"}},
	{table: "decision", key: []string{"id"}, records: [][2]string{{"a_stream_id", "a_ext_id"}, {"b_stream_id", "b_ext_id"}}, texts: []string{"reason"}},
	{table: "doubt", key: []string{"id"}, records: [][2]string{{"a_stream_id", "a_ext_id"}, {"b_stream_id", "b_ext_id"}}, texts: []string{"why"}},
	{table: "review_skip", key: []string{"kind", "a_stream_id", "a_ext_id", "b_stream_id", "b_ext_id"},
		records: [][2]string{{"a_stream_id", "a_ext_id"}, {"b_stream_id", "b_ext_id"}}, texts: []string{"reason"}},
	{table: "link_decision", key: []string{"id"}, records: [][2]string{{"child_stream_id", "child_ext_id"}, {"parent_stream_id", "parent_ext_id"}}, texts: []string{"reason"}},
	{table: "holding", key: []string{"id"}, texts: []string{"child", "parent"}},
	{table: "tier", key: []string{"id"}, entity: "entity_id", docs: []string{"result"}},
	{table: "pin", key: []string{"id"}, entities: []string{"entity"}, texts: []string{"reason"}},
	{table: "plan", key: []string{"id"}, docs: []string{"gates"}},
	{table: "plan_row", key: []string{"plan_id", "seq"}, records: [][2]string{{"stream_id", "ext_id"}}, entities: []string{"entity"},
		texts: []string{"name", "old_value", "new_value", "why_zh", "why_en"}},
	{table: "plan_approval", key: []string{"id"}, texts: []string{"reason"}},
	{table: "ledger", key: []string{"id"}, records: [][2]string{{"stream_id", "ext_id"}}, texts: []string{"old_value", "new_value", "said"}},
	{table: "drift", key: []string{"id"}, records: [][2]string{{"stream_id", "ext_id"}}, texts: []string{"expected", "found"}},
	{table: "run", key: []string{"seq"}, texts: []string{"error"}},
	{table: "report_delivery", key: []string{"name", "due"}, texts: []string{"said"}},
	{table: "report_sending", key: []string{"name", "due", "channel"}, texts: []string{"said"}},
	{table: "policy_trial", key: []string{"id"}, texts: []string{"said"}, docs: []string{"doc"}},
	{table: "erasure", key: []string{"id"}, texts: []string{"reason"}},
	{table: "view_request", key: []string{"id"}, entities: []string{"entity"}, texts: []string{"reason", "answer"}},
	{table: "retention_hold", key: []string{"id"}, texts: []string{"reason"}},
}

// withoutPersons are the columns of text that hold none, and why.
var withoutPersons = map[string]string{
	"ids and words of the program": `activity.cust_ext_id activity.ext_id activity.kind activity.score activity.status activity.unit
		business_doc.currency business_doc.cust_ext_id business_doc.ext_id business_doc.kind business_doc.prev_ext_id business_doc.role business_doc.status business_doc.unit
		customer.ext_id customer.kind customer.master_id customer.parent_id customer.status customer_unit.unit decision.a_ext_id decision.b_ext_id decision.batch decision.verdict
		doc_line.product doc_line.quantity doubt.a_ext_id doubt.b_ext_id doubt.gate doubt.kind drift.ext_id drift.field drift.run edge.kind edge.share
		entity.group_id entity.kind entity.parent entity.public_id entity_list.tier entity_list.unit entity_list_count.tier entity_list_count.unit
		entity_value.attr entity_value.from_ext_id entity_value.rule erasure.id erasure.found erasure.records fact_month.kind fact_month.topic fact_month.unit fact_pack.cust_ext_id fact_stale.cust_ext_id
		group_list.group_id holding.list holding.share installation_key.name journal.entity journal.ext_id journal.op journal.other journal.run
		ledger.code ledger.ext_id ledger.field ledger.handle ledger.idem_key ledger.plan_id ledger.run ledger.state
		link_decision.child_ext_id link_decision.kind link_decision.parent_ext_id link_decision.verdict manual_score.approved_as manual_score.entity manual_score.ext_id
		manual_score.indicator manual_score.origin manual_score.score match_model.origin match_model.text member.with_ext_id own_company.type own_company.value pin.entity pin.kind pin.scope pin.tier
		plan.config_hash plan.counts plan.id plan.inputs_hash plan.run plan.state plan.undoes plan_approval.gate plan_approval.plan_id
		plan_row.entity plan_row.ext_id plan_row.field plan_row.plan_id plan_row.unit plan_row.version plan_tally.field plan_tally.plan_id plan_tally.unit policy_trial.ask policy_trial.id policy_trial.kind policy_trial.state quality_measure.attr quality_measure.source quality_measure.unit
		rate.from_currency rate.rate rate.to_currency raw_record.ext_id raw_record.merged_into raw_record.version redirect.from_id redirect.to_id
		reference_record.ext_id reference_record.kind retained.kind retention_hold.source reject.closed_as reject.code reject.ext_id reject.field reject.place reject.run reject.stage score_counted.policy report_delivery.name report_delivery.state report_sending.channel report_sending.name report_sending.state
		review_claim.a_ext_id review_claim.b_ext_id review_claim.kind review_skip.a_ext_id review_skip.b_ext_id review_skip.kind
		run.config_hash run.counts run.id run.job run.stage run.state run_stage.mark run_stage.stage run_stage.state sales_target.currency sales_target.dimension sales_target.name
		stream.kind stream.map_hash stream.object stream.source suppression.erasure tier.final_tier tier.held_tier tier.policy tier.policy_hash tier.raw_tier tier.scope tier.score
		tier_coverage.name tier_coverage.policy tier_coverage.scope tier_coverage.topic value_override.attr value_override.entity value_override.valid_until view_request.entity view_request.state view_request.unit`,
	"positions of pulls and names of leases": "counter.name cursor_history.part cursor_history.run cursor_history.value lease.holder lease.name pull_cursor.part pull_cursor.run pull_cursor.value",
	"people who work here": `account.label account.language account.masked account.name account.password account.role account.units api_token.name api_token.scopes
		decision.author erasure.author journal.author link_decision.author manual_score.approved_by manual_score.author match_model.activated_by match_model.author once_link.purpose pin.author pin.removed_by retention_hold.author retention_hold.released_by plan_approval.author policy_trial.author
		review_claim.author review_skip.author run.started_by identity.issuer identity.subject session.address session.agent session.provider_sid session.via value_override.author value_override.ended_by view_request.account view_request.decided_by`,
	"secrets":                           "installation_key.value second_factor.next_secret second_factor.secret token.name token.source token.value",
	"made from others":                  "customer.name_fold customer_term.term entity.name_fold entity_list.name_sort fact_pack.facts score_counted.data",
	"hashes":                            "api_token.token_hash audit.hash audit.prev_hash audit_anchor.hash audit_head.hash business_doc.doc_hash customer.doc_hash activity.doc_hash fact_month_hash.hash identity.identity_hash match_model.hash once_link.token_hash raw_record.content_hash raw_record.payload_hash recovery_code.code_hash reference_record.doc_hash session.token_hash spent_nonce.nonce_hash suppression.hash tier.result_hash",
	"logs of months and tiers":          "month_log.data tier_log.data tier_log.policy tier_log.scope",
	"masked when written, then chained": "audit.action audit.actor audit.detail audit.subject",
}
