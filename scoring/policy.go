package scoring

// Policy is one tier policy as the YAML file writes it. Pins, manual scores and
// the tier values of each system are data of other files and have no place here.
type Policy struct {
	APIVersion string `yaml:"apiVersion" json:"apiVersion"` // tier/v1
	Name       string `yaml:"name" json:"name"`
	// AsOf is "run" (default: the date that the run is given) or a fixed date.
	AsOf string `yaml:"as_of,omitempty" json:"as_of"`
	// Timezone turns the instants of activities into dates; default UTC.
	Timezone string `yaml:"timezone,omitempty" json:"timezone"`
	// FiscalYear is the month and day on which the fiscal year starts, such as
	// 04-01; default 01-01.
	FiscalYear string               `yaml:"fiscal_year,omitempty" json:"fiscal_year,omitempty"`
	Scope      Scope                `yaml:"scope,omitempty" json:"scope"`
	Currency   Currency             `yaml:"currency" json:"currency"`
	Facts      Facts                `yaml:"facts,omitempty" json:"facts"`
	Indicators map[string]Indicator `yaml:"indicators" json:"indicators"`
	Models     map[string]Model     `yaml:"models" json:"models"`
	Tiers      Tiers                `yaml:"tiers" json:"tiers"`
	Overrides  Overrides            `yaml:"overrides,omitempty" json:"overrides"`
	// Units are adjustments for the tier of one business unit, by unit.
	Units map[string]UnitRule `yaml:"units,omitempty" json:"units,omitempty"`
	// Service is the promised service by tier, as free pairs to be shown.
	Service map[string]map[string]string `yaml:"service,omitempty" json:"service,omitempty"`
	// Writeback is what each source is expected to be told, by its name; its mapping
	// file decides, and must agree. It is no part of the hash.
	Writeback map[string]Told `yaml:"writeback,omitempty" json:"-"`
	// Cases are examples that tierloop test runs; they are no part of the hash.
	Cases []Case `yaml:"cases,omitempty" json:"-"`
}

// Scope says which subjects the caller forms and what group members inherit.
type Scope struct {
	// Level is group (default), unit or account: one subject per entity of the
	// group, per entity and unit, or per source customer.
	Level string `yaml:"level,omitempty" json:"level"`
	// Rollup is ultimate_parent (default: the facts of a whole group of
	// companies are summed at its top) or none.
	Rollup string `yaml:"rollup,omitempty" json:"rollup"`
	// Members is own, parent or better_of (default): the tier of a member whose
	// ultimate parent is scored as well.
	Members string `yaml:"members,omitempty" json:"members"`
	// Exclude is "intercompany" or "": the caller leaves out business with own
	// companies before it adds a subject.
	Exclude string `yaml:"exclude,omitempty" json:"exclude"`
}

// Currency is the currency of all sums and how facts in others get there.
type Currency struct {
	Base string `yaml:"base" json:"base"`
	// Rate is document_date (default) or as_of: the day whose rate counts. The
	// latest rate on or before that day is taken. month_average, quarter_average
	// and year_average take the mean of the rates in the document's period.
	Rate string `yaml:"rate,omitempty" json:"rate"`
	// MaxAge refuses a rate that is older than this on that day; "" has no limit.
	MaxAge string `yaml:"max_age,omitempty" json:"max_age"`
	// Missing has the one value fail_customer: a customer with a fact that no
	// rate converts is unrated, with a note. A rate is never assumed.
	Missing string `yaml:"missing,omitempty" json:"missing"`
}

// Facts says which documents count, by kind.
type Facts struct {
	Orders        FactRule `yaml:"orders,omitempty" json:"orders"`
	Invoices      FactRule `yaml:"invoices,omitempty" json:"invoices"`
	Payments      FactRule `yaml:"payments,omitempty" json:"payments"`
	Returns       FactRule `yaml:"returns,omitempty" json:"returns"`
	Opportunities FactRule `yaml:"opportunities,omitempty" json:"opportunities"`
}

// FactRule is the filter of one kind of document.
type FactRule struct {
	// Status lists the states that count; default confirmed and done.
	Status []string `yaml:"status,omitempty" json:"status"`
	// Roles lists the roles that count; default every role but channel.
	Roles []string `yaml:"roles,omitempty" json:"roles,omitempty"`
	// NetOf is "returns" or "": sums and averages of amount, cost and profit are
	// reduced by the returns of the same window.
	NetOf string `yaml:"net_of,omitempty" json:"net_of"`
	// DedupeAcrossUnits is "order_no" or "": documents of the same number,
	// amount, currency and date booked by several units count once.
	DedupeAcrossUnits string `yaml:"dedupe_across_units,omitempty" json:"dedupe_across_units"`
}

// Indicator is one number per customer: an expression over its facts, a field or
// a score that a person gave.
type Indicator struct {
	Label Label `yaml:"label,omitempty" json:"label,omitzero"`
	// Expr is an expression of the closed set, such as sum(orders.amount).
	Expr string `yaml:"expr,omitempty" json:"expr,omitempty"`
	// Field is a customer attribute, read as a decimal or through Lookup.
	Field string `yaml:"field,omitempty" json:"field,omitempty"`
	// Lookup turns the text of the field, or of the attribute inside lookup(…), into
	// a number; a text not listed is missing.
	Lookup map[string]Number `yaml:"lookup,omitempty" json:"lookup,omitempty"`
	// Manual is the range of a manual score, such as 0..100; the scores are loaded
	// from a file. Valid is how long one counts, "" for ever; Approve names the
	// role that must have approved it, "" for nobody.
	Manual  string `yaml:"manual,omitempty" json:"manual,omitempty"`
	Valid   string `yaml:"valid,omitempty" json:"valid,omitempty"`
	Approve string `yaml:"approve,omitempty" json:"approve,omitempty"`
	// Window is rolling ("12m", "12w", "90d", "2y"), to date ("month", "quarter",
	// "year", "fiscal_year"), the whole period before ("last_month" and so on),
	// fixed ("2025-01-01..2025-12-31") or "" for all time. It ends with the as-of
	// date, inclusive, unless it says otherwise.
	Window string `yaml:"window,omitempty" json:"window,omitempty"`
	// Back moves the window into the past: a rolling one by so many of its own
	// lengths, the others by so many years.
	Back int `yaml:"back,omitempty" json:"back,omitempty"`
	// Status and Roles replace those of the facts section for this indicator.
	Status []string `yaml:"status,omitempty" json:"status,omitempty"`
	Roles  []string `yaml:"roles,omitempty" json:"roles,omitempty"`
	// Kinds lists the kinds of activity that count; default all.
	Kinds []string `yaml:"kinds,omitempty" json:"kinds,omitempty"`
	// Clamp is [lowest, highest].
	Clamp []Number `yaml:"clamp,omitempty" json:"clamp,omitempty"`
	// Winsorize brings values beyond two quantiles of the population to them.
	Winsorize *Winsorize `yaml:"winsorize,omitempty" json:"winsorize,omitempty"`
	// Better is higher (default) or lower; population-relative scales read it.
	Better string `yaml:"better,omitempty" json:"better,omitempty"`
	// Missing is the value of a customer that has none; default stays missing.
	Missing *Number `yaml:"missing,omitempty" json:"missing,omitempty"`
}

// Winsorize are the two shares of a population beyond which values do not count.
type Winsorize struct {
	Low  Number `yaml:"low" json:"low"`   // such as 5%
	High Number `yaml:"high" json:"high"` // such as 95%
	// Type is linear (default: between the two values around the share, type 7 of
	// R) or observed (the least value that the share does not exceed, type 1).
	Type string `yaml:"type,omitempty" json:"type,omitempty"`
}

// Overrides bounds what pins may do.
type Overrides struct {
	// ExpireDefault is the life of a pin that names no end, from its day; "" is
	// without end. Max cuts longer ones.
	ExpireDefault string   `yaml:"expire_default,omitempty" json:"expire_default"`
	Max           string   `yaml:"max,omitempty" json:"max"`
	Require       []string `yaml:"require,omitempty" json:"require,omitempty"` // reason, author
	May           []string `yaml:"may,omitempty" json:"may,omitempty"`         // pin, floor, cap; default all
}

// UnitRule adjusts the policy for the scope of one unit; it never redefines it.
type UnitRule struct {
	Tiers UnitTiers `yaml:"tiers" json:"tiers"`
}

// UnitTiers are the floors of a unit that differ, by level id.
type UnitTiers struct {
	Levels map[string]UnitLevel `yaml:"levels" json:"levels"`
}

// UnitLevel is the unit's own floor of a level.
type UnitLevel struct {
	Min Number `yaml:"min" json:"min"`
}
