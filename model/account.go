package model

import "time"

// Account is a person, or a program with a name of its own, that may come in.
type Account struct {
	ID   int64
	Name string // what is typed at login, in lower case
	// Label is the name that others see; "" is Name.
	Label string
	Role  Role
	// Units and Masked are as in Principal.
	Units  []string
	Masked []string
	// Language is zh or en; "" is what the browser asks for.
	Language string
	// Password is an argon2id hash; "" means that no password opens the account.
	Password  string
	Created   time.Time
	Disabled  time.Time // zero: may come in
	LastLogin time.Time
	// Factor is since when logins by password ask for a second factor; zero is not.
	Factor time.Time
}

// Shown is the name that others see.
func (a Account) Shown() string {
	if a.Label != "" {
		return a.Label
	}
	return a.Name
}

// Principal is the account as a reader of the store.
func (a Account) Principal() Principal {
	return Principal{Name: a.Name, Role: a.Role, Units: a.Units, Masked: a.Masked}
}

// Session is one login of an account. Its token is known to the browser alone.
type Session struct {
	Hash    []byte // SHA-256 of the token
	Account int64
	Via     string // one of ViaPassword …
	Created time.Time
	Seen    time.Time
	Address string
	Agent   string
	Proved  time.Time // when a second factor was last shown in it; zero is never
	// ProviderSID is what the provider of single sign-on calls the login, "" for others.
	ProviderSID string
}

// How a session was opened.
const (
	ViaPassword = "password"
	ViaSetup    = "setup"  // the first admin's link
	ViaInvite   = "invite" // an invitation link that set a password
	ViaSSO      = "sso"    // the provider of single sign-on
)

// Identity binds an account to somebody at the provider of single sign-on.
type Identity struct {
	Account int64
	Issuer  string // URL of the provider
	Subject string // who it is there, for ever; no e-mail address
	Created time.Time
}

// OnceLink is a link that works once.
type OnceLink struct {
	Hash    []byte // SHA-256 of the token
	Purpose string
	Account int64 // 0: none yet
	Expires time.Time
}

// The purposes of a OnceLink.
const (
	LinkSetup  = "setup"  // makes the first admin
	LinkInvite = "invite" // lets an account set its password or bind an identity
	LinkFactor = "factor" // the password was right, and the second factor is awaited
)

// SecondFactor is what makes the codes of an account's device. Secrets are as the
// caller gives them, sealed if they ought to be.
type SecondFactor struct {
	Account int64
	Secret  []byte    // of the device in use; empty is none
	Since   time.Time // when it was confirmed
	Step    int64     // of the last code that was taken: none up to it is taken again
	Failed  int64     // wrong codes since the last right one
	Next    []byte    // of a device that is being set up; empty is none
	NextAt  time.Time // when that began
}

// APIToken opens the HTTP API for a program on behalf of an account.
type APIToken struct {
	ID      int64
	Hash    []byte // SHA-256 of the token; nil in lists
	Account int64
	Name    string // what it is for
	Scopes  []string
	Created time.Time
	Expires time.Time
	Used    time.Time // zero: never
}
