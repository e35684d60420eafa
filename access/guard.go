package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"log/slog"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// How long a session lives without a request and at most, how long a link that
// works once, and how exactly the last request is noted.
const (
	SessionIdle = 30 * time.Minute
	SessionLife = 12 * time.Hour
	LinkLife    = 30 * time.Minute
	InviteLife  = 72 * time.Hour
	touchEvery  = time.Minute
)

// Guard stands at the door. It is safe for concurrent use.
type Guard struct {
	store  *store.DB
	clock  clock.Clock
	log    *slog.Logger
	hasher hasher
	limits *limiter
	dummy  string // the hash that an unknown name is measured against
	signOn SignOn
	factor SecondFactor
	names  []string // that no password may hold
}

// NewGuard makes a guard on a store; log may be nil.
func NewGuard(ctx context.Context, db *store.DB, c clock.Clock, log *slog.Logger) (*Guard, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	g := &Guard{store: db, clock: c, log: log, hasher: newHasher(), limits: newLimiter()}
	var err error
	g.dummy, err = g.hasher.hash(ctx, rand.Text())
	return g, err
}

var (
	// ErrNotIn: the credential opens nothing; why is told to nobody.
	ErrNotIn = errors.New("the name or the password is not right")
	// ErrBadLink: there is no such link, it was used, or it is out of date.
	ErrBadLink = errors.New("the link is not valid, was used, or is out of date")
	// ErrLastAdmin: a change would leave nobody to administer.
	ErrLastAdmin = errors.New("the last admin cannot be disabled or get another role")
	// ErrNameTaken: an account has the name already.
	ErrNameTaken = errors.New("the name is taken")
	// ErrBadName: a name that no account may have.
	ErrBadName = errors.New("a name has 2 to 64 letters, digits, dots, hyphens, underscores or @")
	// ErrBadRole: not one of Roles.
	ErrBadRole = errors.New("there is no such role")
	// ErrUnknown: there is no such account.
	ErrUnknown = errors.New("there is no such account")
)

// TooMany: so many logins failed that this one was not looked at.
type TooMany struct{ Wait time.Duration }

func (TooMany) Error() string { return "too many failed logins" }

// Note appends a line to the audit log, for what changes nothing but is worth
// remembering, such as an export.
func (g *Guard) Note(ctx context.Context, by model.Principal, action, subject, detail string) error {
	return g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		return tx.Audit(ctx, store.AuditEntry{Actor: by.Name, Action: action, Subject: subject, Detail: detail})
	})
}

// newToken makes 256 random bits as text, and their hash for the store.
func newToken() (token string, hash []byte) {
	b := make([]byte, 32)
	rand.Read(b)
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, hashOf(token)
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
