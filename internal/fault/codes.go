package fault

// The codes by family: E1 configuration, E2 data, E3 sources and targets, E4
// store, E5 credentials, E6 gates and plans, E7 locks, E8 assertions, E9 bugs.
// Codes are never reused.
func init() {
	Add(
		Entry{"E1001", ExitUsage, "%s", "%s", "see tierloop --help", "见 tierloop --help"},
		Entry{"E1002", ExitConfig, "no configuration file at %s", "找不到配置文件 %s", "run tierloop init, or name the file with --config", "运行 tierloop init，或用 --config 指定文件"},
		Entry{"E1003", ExitConfig, "%d {error|errors} in the configuration", "配置中有 %d 个错误", "mend the lines above; tierloop lint shows them again", "按上面各行修改；tierloop lint 可再次检查"},
		Entry{"E1010", ExitConfig, "the file is not valid YAML: %s", "文件不是有效的 YAML:%s", "mend the syntax at the place shown", "修正所示位置的语法"},
		Entry{"E1011", ExitConfig, "wrong type: %s", "类型不符：%s", "write a value of the type that the documentation names", "按文档写出正确类型的值"},
		Entry{"E1012", ExitConfig, "unknown key %q under %s%s", "%[2]s 下没有键 %[1]q%[3]s", "correct or remove the key", "改正或删除该键"},
		Entry{"E1013", ExitConfig, "%s is missing", "缺少 %s", "add the key", "补上该键"},
		Entry{"E1014", ExitConfig, "wrong value: %s", "值有误：%s", "correct the value", "改正该值"},
		Entry{"E1015", ExitConfig, "file %s cannot be read", "无法读取文件 %s", "check the path, which is relative to the configuration file, and its permissions", "检查路径（相对于配置文件）与权限"},
		Entry{"E1016", ExitConfig, "unknown system %q%s", "没有系统 %q%s", "take a type that tierloop version --json lists", "使用 tierloop version --json 列出的类型"},
		Entry{"E1017", ExitConfig, "%s stands twice", "%s 重复", "give each a name of its own", "使用不同的名称"},
		Entry{"E1018", ExitConfig, "YAML anchors, aliases, merges and tags are not allowed", "不允许使用 YAML 锚点、别名、合并键和标签", "write the value out", "请直接写出内容"},
		Entry{"E1020", ExitConfig, "schedule %q: %s", "计划 %q：%s", "write five cron fields such as \"0 2 * * *\" and the time zone under timezone", "写五段 cron，例如 \"0 2 * * *\"，时区写在 timezone"},
		Entry{"E1021", ExitConfig, "%s is written by two sources: %s and %s", "%s 由两个来源回写：%s 与 %s", "let one of them write, with writeback: off at the other", "只保留一个来源回写，另一个写 writeback: off"},
		Entry{"E1022", ExitConfig, "level %s has no label in %s", "等级 %s 缺少 %s 的名称", "write label: {zh: …, en: …}", "写成 label: {zh: …, en: …}"},
		Entry{"E1023", ExitConfig, "no customer of source %s has a unit", "来源 %s 的客户都没有业务单元", "write unit under the source, or map the field unit", "在来源下写 unit，或映射 unit 字段"},
		Entry{"E1024", ExitConfig, "job %s needs more calls a day than %s allows", "任务 %s 每天所需的调用超过 %s 的上限", "run it less often, or raise daily_calls", "降低频率，或提高 daily_calls"},
		Entry{"E1030", ExitConfig, "the console may not listen on %s without TLS", "未启用 TLS 时，控制台不能监听 %s", "write tls_cert and tls_key under serve; or proxies, when a proxy before it ends TLS; or listen on 127.0.0.1", "在 serve 下填写 tls_cert 与 tls_key；若由前面的反向代理终止 TLS，则填写 proxies；或只监听 127.0.0.1"},
		Entry{"E1031", ExitConfig, "the certificate of the console cannot be used", "无法使用控制台的证书", "name a certificate and its key, both PEM, under serve.tls_cert and serve.tls_key", "在 serve.tls_cert 与 serve.tls_key 中填写成对的 PEM 证书与私钥"},
		Entry{"E1032", ExitConfig, "%s is no host of %s (%s)", "%s 不是 %s 的主机（%s）", "take the address that the platform shows; a deployment of your own is named under outbound.allow", "使用平台给出的地址；私有部署的主机请写入 outbound.allow"},
		Entry{"E1040", ExitUsage, "the account %s cannot be changed", "无法更改账户 %s", "tierloop user list shows the accounts", "用 tierloop user list 查看账户"},
		Entry{"E1301", ExitConfig, "the secret %s is written in clear", "密钥 %s 以明文写出", "use ${env:NAME}, ${file:PATH} or ${secret:NAME}", "使用 ${env:名称}、${file:路径} 或 ${secret:名称}"},
		Entry{"E1302", ExitConfig, "environment variable %s is not set", "环境变量 %s 未设置", "set it, or use ${file:PATH}", "设置该变量，或使用 ${file:路径}"},
		Entry{"E1303", ExitConfig, "secret file %s cannot be read", "无法读取密钥文件 %s", "check the path and that the program may read it", "检查路径与读取权限"},
		Entry{"E1304", ExitConfig, "the secrets file holds no %s", "密钥库中没有 %s", "tierloop secrets set NAME adds it; secrets.file names the file", "用 tierloop secrets set 名称 添加；密钥库由 secrets.file 指定"},
		Entry{"E1305", ExitConfig, "the identity cannot be used", "无法使用该身份密钥", "make one with tierloop secrets keygen FILE", "用 tierloop secrets keygen 文件 生成"},
		Entry{"E1306", ExitConfig, "the secrets file %s cannot be opened", "无法打开密钥库 %s", "name the identity that it was sealed with under secrets.identity; several may stand in one file, a line each", "在 secrets.identity 中写出封存时所用的身份密钥；一个文件可含多把，每行一把"},
		Entry{"E1307", ExitConfig, "the stored token %s is sealed and cannot be opened", "已存的令牌 %s 处于封存状态，无法打开", "name the identity that it was sealed with under secrets.identity", "在 secrets.identity 中写出封存时所用的身份密钥"},

		Entry{"E2201", ExitPartial, "%d {row was|rows were} quarantined", "%d 行被隔离", "tierloop dlq list shows the reasons; mend the source or the mapping, then tierloop dlq replay", "tierloop dlq list 查看原因；修正源数据或映射后运行 tierloop dlq replay"},
		Entry{"E2202", ExitPartial, "source %s: %s of the rows were rejected, more than max_rejects %s", "来源 %s：%s 的行被拒绝，超过 max_rejects %s", "see tierloop dlq list; mend the mapping or raise max_rejects of the source", "查看 tierloop dlq list；修正映射或提高该来源的 max_rejects"},
		Entry{"E2203", ExitConfig, "%s: column %q is not there%s", "%s：没有列 %q%s", "name the column with --map, or correct the header", "用 --map 指定列名，或改正表头"},
		Entry{"E2204", ExitPartial, "%s", "%s", "correct the file", "改正文件"},
		Entry{"E2205", ExitPartial, "%d parent relations form a cycle: %s", "%d 个上级关系成环：%s", "correct the parent in one of the sources, or decide with tierloop link; the weakest relation, shown above, was left out", "在其中一个来源中改正上级，或用 tierloop link 裁定；上面所示最弱的关系已忽略"},

		Entry{"E2206", ExitPartial, "source %s: %d of its records are not here", "来源 %s：有 %d 条记录未能取到", "run again; when it stays so, tierloop pull --full reads everything anew", "请重跑；若仍如此，用 tierloop pull --full 全量重读"},
		Entry{"E2207", ExitPartial, "%d {verdict|verdicts} of stewards cannot be carried out, the first is %s", "%d 项人工裁定无法执行，首项为 %s", "another verdict says otherwise, or one of the two is a person; tierloop review history shows them, decide one anew", "另有裁定与之相反，或其中一方是个人；用 tierloop review history 查看，重新裁定其一"},
		Entry{"E2208", ExitPartial, "source %s: fields of %s have changed: %s", "来源 %s：对象 %s 的字段有变化：%s", "check the mapping; schema_drift of the source says what such changes do", "核对映射；来源的 schema_drift 决定此类变化的处理方式"},

		Entry{"E3001", ExitConnection, "%s cannot be reached", "无法连接 %s", "check the address, the network and that the system is up", "检查地址、网络以及系统是否在运行"},
		Entry{"E3002", ExitConnection, "%s refuses the request", "%s 拒绝了请求", "see what it said; tierloop discover shows its objects and fields", "查看对方答复；tierloop discover 可列出对象与字段"},
		Entry{"E3003", ExitConnection, "%s does not have it", "%s 中不存在", "tierloop discover lists what is there", "用 tierloop discover 查看现有内容"},
		Entry{"E3004", ExitConnection, "%s is too busy for us", "%s 限流", "run again later or lower the rate; nothing is lost", "稍后重试或降低频率；数据不会丢失"},
		Entry{"E3005", ExitConnection, "%s: today's quota of calls is used up", "%s：当日调用额度已用完", "the run goes on by itself when the quota is back", "额度恢复后运行会自动继续"},
		Entry{"E3006", ExitBug, "%s answered in a form that its documentation does not have", "%s 的应答不符合其文档", "run again with --dump and report the answer", "用 --dump 重跑并反馈应答内容"},
		Entry{"E3007", ExitConnection, "%s cannot do this", "%s 不支持此操作", "see the page of the system under docs/connectors", "见 docs/connectors 中该系统的页面"},
		Entry{"E3008", ExitPartial, "%s: record changed by somebody else", "%s：记录已被他人修改", "the next plan shows the new value", "下一个计划会显示新值"},
		Entry{"E3101", ExitPartial, "%d {write was|writes were} rejected", "%d 次写入被拒绝", "tierloop runs shows each with its reason", "tierloop runs 查看每条原因"},
		Entry{"E3102", ExitPartial, "%d {row was|rows were} skipped because the live value is no longer the planned one", "%d 行因现值与计划不符而跳过", "make a new plan", "请重新生成计划"},
		Entry{"E3103", ExitPartial, "%d {write has|writes have} no certain outcome yet", "%d 次写入结果尚不确定", "the next run reads them back before sending anything", "下一次运行会先回读再决定是否发送"},
		Entry{"E3104", ExitConfig, "%s: target field %q does not exist", "%s：目标字段 %q 不存在", "tierloop fields plan shows what is missing; tierloop fields apply creates it where the system can", "tierloop fields plan 查看缺少的字段；可创建时用 tierloop fields apply"},

		Entry{"E3105", ExitPartial, "%d {field does|fields do} not keep what is written and {is|are} left alone for now", "%d 个字段写入后未能保持，已暂停写入", "the system or a person sets another value each time; tierloop runs shows them. Correct the mapping or the rule in the system", "系统规则或人员每次都改成别的值；用 tierloop runs 查看，修正映射或对方系统的规则"},
		Entry{"E3106", ExitPartial, "%d target rows belong to customers of different entities and were left alone", "%d 个目标行同属不同实体的客户，已跳过", "correct the key in the source, so that each row belongs to one customer", "在来源中改正关键字段，使每行只属于一个客户"},

		Entry{"E4001", ExitBug, "the store %s cannot be opened", "无法打开存储 %s", "check the DSN, the disk and the permissions", "检查 DSN、磁盘与权限"},
		Entry{"E4002", ExitBug, "the store has schema %d, this program needs %d", "存储结构版本为 %d，本程序需要 %d", "run tierloop db migrate", "运行 tierloop db migrate"},
		Entry{"E4003", ExitBug, "the store cannot be written", "无法写入存储", "check the permissions of the file and its folder, the disk, and that no other program holds the file; a server may be set to reading only", "检查文件及所在目录的权限、磁盘，以及是否有其他程序占用文件；使用服务器时，确认其未处于只读状态"},

		Entry{"E4009", ExitConnection, "the server of the store was lost", "与存储服务器的连接中断", "start it or the network again, and look at its limit of connections: each process takes up to 16; the next run goes on where this one stood", "恢复服务器或网络，并检查其连接数上限（每个进程最多占用 16 个连接）；下一次运行将从中断处继续"},
		Entry{"E4010", ExitBug, "the disk of the store is full", "存储所在磁盘已满", "make room, or move the store to a larger disk; the next run goes on where this one stood", "清理空间，或把存储移到更大的磁盘；下一次运行将从中断处继续"},
		Entry{"E4011", ExitBug, "a newer TierLoop made this store: it has schema %d, this program knows %d", "此存储由更新版本的 TierLoop 创建：存储结构版本为 %d，本程序只认识到 %d", "run that version or a newer one; to go back, put the backup from before the upgrade back", "请运行该版本或更新的版本；如需退回旧版，请恢复升级前的备份"},

		Entry{"E5001", ExitConnection, "%s does not accept the credentials", "%s 不接受该凭据", "check the secret of this source, then tierloop check", "检查该来源的密钥，然后运行 tierloop check"},
		Entry{"E5002", ExitConnection, "%s: the account may not do this", "%s：该账号没有权限", "grant the permission that docs/connectors names", "授予 docs/connectors 所列的权限"},

		Entry{"E6001", ExitGate, "%d {gate holds|gates hold} plan %s; nothing was written", "%d 个闸门拦住了计划 %s；未写入任何内容", "look at tierloop plan show, then tierloop plan approve ID --gate NAME --reason TEXT", "查看 tierloop plan show，再用 tierloop plan approve ID --gate 名称 --reason 原因 批准"},
		Entry{"E6002", ExitStale, "plan %s is superseded by %s", "计划 %s 已被 %s 取代", "apply the newer plan", "请执行新的计划"},
		Entry{"E6003", ExitUsage, "no plan %s", "没有计划 %s", "tierloop plan list shows them", "tierloop plan list 可列出计划"},
		Entry{"E6004", ExitGate, "source %s: %s; no delete was inferred", "来源 %s：%s；未推断任何删除", "check the source; approve with tierloop pull --accept-deletes when it is right", "检查来源；确认无误后用 tierloop pull --accept-deletes 接受"},
		Entry{"E6005", ExitGate, "matching raised an alarm: %s", "匹配发出警报：%s", "look at the entities named with tierloop explain; correct the source or the rules under matching, then run again", "用 tierloop explain 查看所列实体；修正来源数据或 matching 规则后重跑"},

		Entry{"E6007", ExitGate, "source %s: %s is frozen and its fields have changed: %s; it was not read", "来源 %s：对象 %s 已冻结，而字段有变化：%s；未读取", "check the mapping; accept with tierloop pull --accept-schema when it is right", "核对映射；确认无误后用 tierloop pull --accept-schema 接受"},

		Entry{"E6011", ExitUsage, "the policy does not take this pin: %s", "策略不接受此指定：%s", "see overrides and tiers.levels of the policy; tierloop tier pin list shows the pins that stand", "查看策略的 overrides 与 tiers.levels；tierloop tier pin list 可列出现有指定"},

		Entry{"E7001", ExitLocked, "job %s is held by %s until %s", "任务 %s 由 %s 占用至 %s", "wait for it to end", "等待其结束"},
		Entry{"E7002", ExitLocked, "job %s was taken over by another process", "任务 %s 已被另一进程接管", "nothing is to be done; this process wrote nothing afterwards", "无需处理；本进程之后未再写入"},

		Entry{"E8001", ExitAssertion, "%d of %d {case|cases} failed", "%[2]d 个用例中 %[1]d 个失败", "mend the mapping or the case", "修正映射或用例"},
		Entry{"E8002", ExitAssertion, "%d of %d {check|checks} of live systems failed", "%[2]d 项在线检查中 %[1]d 项未通过", "read the lines above; the page of the system under docs/connectors tells its quirks", "查看上面各行；docs/connectors 中该系统的页面说明其特点"},
		Entry{"E9001", ExitBug, "unexpected failure", "意外故障", "report it with this output", "请附上本输出反馈"},
	)
}
