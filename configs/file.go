package configs

import (
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
)

// Version is the only value of File.Version that this program reads.
const Version = "tierloop/v1"

// File is tierloop.yaml as written.
type File struct {
	Version string       `yaml:"version" json:"version"`
	Group   GroupRule    `yaml:"group" json:"group"`
	Store   StoreRule    `yaml:"store" json:"store,omitempty"`
	Secrets SecretsRule  `yaml:"secrets" json:"secrets,omitempty"`
	Units   []UnitRule   `yaml:"units" json:"units,omitempty"`
	Sources []SourceRule `yaml:"sources" json:"sources"`
	// Policy is the path of the group's tier policy, the one that is written back.
	Policy string `yaml:"policy" json:"policy"`
	// Policies are paths of further ones, each for a business question of its own.
	Policies []string       `yaml:"policies" json:"policies,omitempty"`
	Matching matching.Rules `yaml:"matching" json:"matching,omitempty"`
	Master   master.Rules   `yaml:"master" json:"master,omitempty"`
	// Rates is a CSV of exchange rates: from,to,date,rate.
	Rates string `yaml:"rates" json:"rates,omitempty"`
	// OwnCompanies is a CSV of the group's own companies: type,value.
	OwnCompanies string `yaml:"own_companies" json:"own_companies,omitempty"`
	// ManualScores is a CSV of scores that people give:
	// customer,indicator,score,date,author,approved_by,approved_as.
	ManualScores string `yaml:"manual_scores" json:"manual_scores,omitempty"`
	// Targets is a CSV of sales targets: from,to,dimension,name,amount,currency.
	Targets string    `yaml:"targets" json:"targets,omitempty"`
	Gates   GateRules `yaml:"gates" json:"gates,omitempty"`
	Jobs    []JobRule `yaml:"jobs" json:"jobs,omitempty"`
	Serve   ServeRule `yaml:"serve" json:"serve,omitempty"`
	// Outbound says where calls may go besides public addresses and named hosts.
	Outbound OutboundRule `yaml:"outbound" json:"outbound,omitempty"`
	// Retention says how long what is kept that no promise stands on.
	Retention RetentionRule `yaml:"retention" json:"retention,omitempty"`
	// Notify are the channels that tierloop serve tells of its runs.
	Notify []NotifyRule `yaml:"notify" json:"notify,omitempty"`
	// Reports are sent by tierloop serve on schedule.
	Reports []ReportRule `yaml:"reports" json:"reports,omitempty"`
}

// GroupRule describes the group as a whole.
type GroupRule struct {
	Name string `yaml:"name" json:"name"`
	// Timezone is the IANA zone of windows and schedules.
	Timezone string `yaml:"timezone" json:"timezone"`
	// Country is the ISO 3166 code assumed where a source says none.
	Country string `yaml:"country" json:"country,omitempty"`
	// Language of reasons that are written back where a target names none: zh or en.
	Language string `yaml:"language" json:"language,omitempty"`
}

// StoreRule says where the master data lie.
type StoreRule struct {
	// DSN is a file (tierloop.db) or mysql://user:password@host:port/database.
	DSN string `yaml:"dsn" json:"dsn,omitempty"`
}

// SecretsRule says what seals the secrets that lie on a disk.
type SecretsRule struct {
	// Identity is a reference to an age identity, AGE-SECRET-KEY-1…. It seals the
	// tokens in the store and opens File. Of several lines the first seals.
	Identity string `yaml:"identity" json:"identity,omitempty"`
	// File holds the sealed secrets that ${secret:NAME} names.
	File string `yaml:"file" json:"file,omitempty"`
}

// UnitRule is one business unit.
type UnitRule struct {
	ID    string `yaml:"id" json:"id"`
	Label string `yaml:"label" json:"label,omitempty"`
}

// SourceRule is one connection. The order of the sources is their rank.
type SourceRule struct {
	Name string `yaml:"name" json:"name"`
	Type string `yaml:"type" json:"type"`
	// Unit is the business unit of all customers, unless the mapping has a unit field.
	Unit    string                    `yaml:"unit" json:"unit,omitempty"`
	Options map[string]any            `yaml:"options" json:"options,omitempty"`
	Objects map[string]map[string]any `yaml:"objects" json:"objects,omitempty"`
	// Mapping is the path of the mapping file.
	Mapping string `yaml:"mapping" json:"mapping"`
	// MaxRejects is the share of rows that may be quarantined, such as "5%".
	MaxRejects Share `yaml:"max_rejects" json:"max_rejects,omitempty"`
	// Reconcile is how often the ids are enumerated to find deletes and gaps,
	// such as "24h"; "0" never, "always" at every pull.
	Reconcile string `yaml:"reconcile" json:"reconcile,omitempty"`
	// Quota bounds the calls of a day.
	Quota QuotaRule `yaml:"quota" json:"quota,omitempty"`
	// SchemaDrift says what a change of an object's fields does: evolve (default),
	// freeze or discard, by object; "*" is for all others.
	SchemaDrift map[string]string `yaml:"schema_drift" json:"schema_drift,omitempty"`
	// Writeback switches the write-back of this source off: "off".
	Writeback string `yaml:"writeback" json:"writeback,omitempty"`
}

// QuotaRule is what a source may spend of its account's calls.
type QuotaRule struct {
	// Daily is how many calls it may make a day; 0 is no bound of TierLoop's.
	Daily int `yaml:"daily" json:"daily,omitempty"`
	// Writeback is the share of a day's calls that only writing back may use.
	Writeback Share `yaml:"writeback" json:"writeback,omitempty"`
}

// GateRules are the limits that stop a run before the first write. A share is
// of the customers of one source and unit.
type GateRules struct {
	MaxChanged    Share `yaml:"max_changed" json:"max_changed,omitempty"`
	MaxDowngraded Share `yaml:"max_downgraded" json:"max_downgraded,omitempty"`
	MaxCleared    Share `yaml:"max_cleared" json:"max_cleared,omitempty"`
	// MaxDeleted is the share of customers that one reconcile may find gone.
	MaxDeleted Share `yaml:"max_deleted" json:"max_deleted,omitempty"`
	// MaxWrites is the absolute number of fields in one plan; 0 is no limit.
	MaxWrites int `yaml:"max_writes" json:"max_writes,omitempty"`
	// MinCount is the number of changes below which shares are not looked at.
	MinCount *int `yaml:"min_count" json:"min_count,omitempty"`
	// FirstFill is ask (default) or allow: filling an empty field for the first
	// time needs an approval, once per field.
	FirstFill string `yaml:"first_fill" json:"first_fill,omitempty"`
}

// JobRule is one scheduled job.
type JobRule struct {
	Name string `yaml:"name" json:"name"`
	// Cron is five fields: minute hour day month weekday.
	Cron     string `yaml:"cron" json:"cron"`
	Timezone string `yaml:"timezone" json:"timezone,omitempty"`
	// Stages are pull, map, match, score, plan, apply, verify; default is all.
	Stages []string `yaml:"stages" json:"stages,omitempty"`
	// Sources limits pull and apply to these sources; default is all.
	Sources []string `yaml:"sources" json:"sources,omitempty"`
	// Overlap is skip (default) or queue, when the last run still goes on.
	Overlap string `yaml:"overlap" json:"overlap,omitempty"`
	// CatchUp is how late a missed run may still start, such as "6h"; "0" never.
	CatchUp string `yaml:"catch_up" json:"catch_up,omitempty"`
	// Jitter spreads the start over this time, such as "5m".
	Jitter string `yaml:"jitter" json:"jitter,omitempty"`
}

// NotifyRule is one channel that is told of runs.
type NotifyRule struct {
	Name string `yaml:"name" json:"name"`
	// Type is wecom, dingtalk, feishu, slack, webhook or email.
	Type string `yaml:"type" json:"type"`
	// URL is a reference to the address of the hook, or smtp://user:password@host:587.
	URL string `yaml:"url" json:"url"`
	// Sign is a reference to the signing secret of dingtalk, feishu or webhook.
	Sign string `yaml:"sign" json:"sign,omitempty"`
	// Level is the least that is told: info, warning (default) or critical.
	Level string `yaml:"level" json:"level,omitempty"`
	// When is changes (default), or always for a message every run.
	When string `yaml:"when" json:"when,omitempty"`
	// Repeat is after how long an unchanged problem is told again; default 24h.
	Repeat string `yaml:"repeat" json:"repeat,omitempty"`
	// Jobs are the jobs that are told; default is all.
	Jobs []string `yaml:"jobs" json:"jobs,omitempty"`
	// Mention are people called on critical messages: mobile numbers (wecom,
	// dingtalk), user ids (feishu, slack), or all.
	Mention  []string `yaml:"mention" json:"mention,omitempty"`
	Language string   `yaml:"language" json:"language,omitempty"`
	// From and To are the addresses of an e-mail.
	From string   `yaml:"from" json:"from,omitempty"`
	To   []string `yaml:"to" json:"to,omitempty"`
}

// ReportRule is one report that is sent on schedule.
type ReportRule struct {
	Name string `yaml:"name" json:"name"`
	// Report is a report of tierloop report, such as tiers.
	Report string `yaml:"report" json:"report"`
	// Months is how many months it looks at; default 12.
	Months int `yaml:"months" json:"months,omitempty"`
	// Compare lays an earlier span beside it: previous or year.
	Compare string `yaml:"compare" json:"compare,omitempty"`
	// By is the dimension of sales, whitespace and quality.
	By string `yaml:"by" json:"by,omitempty"`
	// Groups makes concentration one of groups of companies.
	Groups bool `yaml:"groups" json:"groups,omitempty"`
	// Best is how many of the best tiers whitespace looks at; default 1.
	Best int `yaml:"best" json:"best,omitempty"`
	// Units limits the report to what these units may see.
	Units []string `yaml:"units" json:"units,omitempty"`
	// Format of the file that mailboxes get: xlsx (default) or csv.
	Format string `yaml:"format" json:"format,omitempty"`
	// Cron is five fields: minute hour day month weekday.
	Cron     string `yaml:"cron" json:"cron"`
	Timezone string `yaml:"timezone" json:"timezone,omitempty"`
	// CatchUp is how late a missed report may still be sent; default 6h.
	CatchUp string `yaml:"catch_up" json:"catch_up,omitempty"`
	// Channels are names of notify.
	Channels []string `yaml:"channels" json:"channels"`
}

// ServeRule configures tierloop serve.
type ServeRule struct {
	// Listen is the address of the console, /healthz and /metrics, on loopback by
	// default. Beyond it the console wants TLSCert and TLSKey, or Proxies.
	Listen string `yaml:"listen" json:"listen,omitempty"`
	// Console is off where only /healthz and /metrics are served.
	Console string `yaml:"console" json:"console,omitempty"`
	// URL is where browsers see the console, such as https://tierloop.example.com.
	URL     string `yaml:"url" json:"url,omitempty"`
	TLSCert string `yaml:"tls_cert" json:"tls_cert,omitempty"`
	TLSKey  string `yaml:"tls_key" json:"tls_key,omitempty"`
	// Proxies are addresses or CIDRs of proxies that end TLS before us.
	Proxies []string `yaml:"proxies" json:"proxies,omitempty"`
	// SecondFactor are the roles that have to have a second factor when they log in by
	// a password.
	SecondFactor []string `yaml:"second_factor" json:"second_factor,omitempty"`
	// OIDC is the provider of single sign-on; nil is none.
	OIDC *OIDCRule `yaml:"oidc" json:"oidc,omitempty"`
}

// RetentionRule says how long what is kept. Each is a number with d, m or y, such as
// 30d, 18m or 3y, or forever.
type RetentionRule struct {
	// Raw are the payloads of records that their source has deleted; default 30d.
	Raw string `yaml:"raw" json:"raw,omitempty"`
	// Rows is the log of rows: closed rejects, answers of systems, rows of plans that
	// were replaced; default 30d.
	Rows string `yaml:"rows" json:"rows,omitempty"`
	// Audit is the audit log; default 3y, at least 6m.
	Audit string `yaml:"audit" json:"audit,omitempty"`
}

// OutboundRule widens what the program may call. Hosts in the options of sources, in
// notify and in serve.oidc are named by standing there.
type OutboundRule struct {
	// Allow are hosts, addresses or CIDRs that are not public and not named elsewhere.
	Allow []string `yaml:"allow" json:"allow,omitempty"`
}

// OIDCRule names an OpenID Connect provider, and what its groups may do here.
type OIDCRule struct {
	// Issuer is its URL, as it stands in its own discovery document.
	Issuer   string `yaml:"issuer" json:"issuer"`
	ClientID string `yaml:"client_id" json:"client_id"`
	// ClientSecret is a reference; a client that has PKCE alone has none.
	ClientSecret string `yaml:"client_secret" json:"client_secret,omitempty"`
	// Label is what people call the provider.
	Label string `yaml:"label" json:"label,omitempty"`
	// Scopes are asked for besides openid and profile, such as groups.
	Scopes []string `yaml:"scopes" json:"scopes,omitempty"`
	// GroupsClaim is the claim that lists groups; default groups.
	GroupsClaim string      `yaml:"groups_claim" json:"groups_claim,omitempty"`
	Groups      []OIDCGroup `yaml:"groups" json:"groups,omitempty"`
	// Enforced: nobody but BreakGlass comes in by a password.
	Enforced bool `yaml:"enforced" json:"enforced,omitempty"`
	// BreakGlass is the account for the day on which the provider is down.
	BreakGlass string `yaml:"break_glass" json:"break_glass,omitempty"`
}

// OIDCGroup gives the members of a provider's group a role.
type OIDCGroup struct {
	Group string `yaml:"group" json:"group"`
	Role  string `yaml:"role" json:"role"`
	// Units limit what they see; none is the whole group of companies.
	Units []string `yaml:"units" json:"units,omitempty"`
}
