package configs

import (
	"github.com/tierloop/tierloop/connectors"
)

// acme is a system with an option of every type.
func init() {
	opt := func(name string, t connectors.OptionType) connectors.Option {
		return connectors.Option{Name: name, Type: t, Help: "help of " + name, HelpZH: name + " 的说明"}
	}
	required := func(o connectors.Option) connectors.Option { o.Required = true; return o }
	secret := func(o connectors.Option) connectors.Option { o.Secret = true; return o }
	mode := opt("mode", connectors.OptChoice)
	mode.Choices = []string{"full", "delta"}
	connectors.Register(connectors.Type{
		Name: "acme", Title: "ACME", Kind: "crm",
		Options: []connectors.Option{
			required(opt("base_url", connectors.OptURL)), secret(opt("app_secret", connectors.OptString)),
			opt("user_id", connectors.OptString), opt("daily_calls", connectors.OptInt), opt("strict", connectors.OptBool),
			opt("pause", connectors.OptDuration), mode, opt("folders", connectors.OptList), opt("headers", connectors.OptMap),
		},
		ObjectOptions: []connectors.Option{required(opt("table", connectors.OptString)), opt("key", connectors.OptList)},
		New:           func(connectors.Env, connectors.Config) (connectors.Connector, error) { return nil, nil },
	})
}
