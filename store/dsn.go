package store

import (
	"errors"
	"net/url"
	"strings"

	"github.com/go-sql-driver/mysql"
)

// target is where a store lives: a file or a server.
type target struct {
	path  string
	mysql *mysql.Config
}

// String names the store without its password.
func (t target) String() string {
	if t.mysql != nil {
		return "mysql://" + t.mysql.Addr + "/" + t.mysql.DBName
	}
	return t.path
}

// parseDSN never repeats the text in an error: it may hold a password.
func parseDSN(dsn string) (target, error) {
	switch {
	case strings.HasPrefix(dsn, "mysql://"):
		cfg, err := parseMySQLURL(dsn)
		return target{mysql: cfg}, err
	case strings.HasPrefix(dsn, "mysql:"):
		cfg, err := mysql.ParseDSN(strings.TrimPrefix(dsn, "mysql:"))
		if err != nil {
			return target{}, errors.New("store address mysql:…: want user:password@tcp(host:port)/database")
		}
		return target{mysql: cfg}, needDatabase(cfg)
	case strings.HasPrefix(dsn, "sqlite:"):
		dsn = strings.TrimPrefix(dsn, "sqlite:")
	case strings.Contains(dsn, "://"):
		return target{}, errors.New("store address: want a file name, sqlite:PATH or mysql://user:password@host:port/database")
	}
	if dsn == "" {
		return target{}, errors.New("store address is empty")
	}
	return target{path: dsn}, nil
}

func parseMySQLURL(dsn string) (*mysql.Config, error) {
	bad := errors.New("store address mysql://…: want mysql://user:password@host:port/database?tls=true")
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, bad
	}
	host := u.Host
	if u.Port() == "" {
		host += ":3306"
	}
	cfg, err := mysql.ParseDSN("tcp(" + host + ")" + u.EscapedPath() + "?" + u.RawQuery)
	if err != nil {
		return nil, bad
	}
	cfg.User = u.User.Username()
	cfg.Passwd, _ = u.User.Password()
	return cfg, needDatabase(cfg)
}

func needDatabase(cfg *mysql.Config) error {
	if cfg.DBName == "" {
		return errors.New("store address mysql:…: no database named")
	}
	return nil
}
