package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
)

// header lists the names under which a column is recognised. Case, blanks and
// signs do not matter, nor does a remark in brackets at the end.
type header struct {
	field string
	names []string
}

// customerHeaders are the columns of a file of customers or persons. The list
// is a contract: docs/reference/files.md shows it.
var customerHeaders = []header{
	{"record_id", []string{"record_id", "unique_id", "id", "rec_id", "customer_id", "account_id", "company_id", "customer_no", "customer_number", "customer_code", "account_number", "编号", "记录编号", "客户编号", "客户编码", "客户代码", "客户id", "主键"}},
	{"source", []string{"source", "data_source", "source_system", "source_name", "dataset", "来源", "来源系统", "数据来源", "数据源"}},
	{"kind", []string{"kind", "record_type", "entity_type", "客户类型", "主体类型"}},
	{"name", []string{"name", "company", "company_name", "customer_name", "account_name", "legal_name", "registered_name", "business_name", "org_name", "organisation", "organization", "organisation_name", "organization_name", "primary_name_org",
		"名称", "公司", "公司名称", "企业名称", "客户", "客户名称", "单位名称", "机构名称", "全称", "公司全称", "客户全称", "抬头"}},
	{"full_name", []string{"full_name", "person_name", "primary_name_full", "姓名", "联系人姓名", "客户姓名", "中文姓名", "会员姓名", "真实姓名"}},
	{"first_and_surname", []string{"first_and_surname", "first_and_last_name", "display_name", "short_full_name"}},
	{"given_name", []string{"given_name", "given_names", "first_name", "firstname", "forename", "forenames", "fname", "primary_name_first", "forename_1", "first_names", "名", "名字"}},
	{"middle_name", []string{"middle_name", "middle_names", "middle_initial", "primary_name_middle", "other_names", "other_given_names", "second_forename", "forename_2", "中间名"}},
	{"surname", []string{"surname", "last_name", "lastname", "family_name", "lname", "primary_name_last", "sname", "姓", "姓氏"}},
	{"maiden_name", []string{"maiden_name", "birth_name", "name_at_birth", "née", "nee", "娘家姓", "婚前姓"}},
	{"name_en", []string{"name_en", "english_name", "native_name_full", "name_pinyin", "英文名", "英文名称", "公司英文名称", "英文姓名", "姓名拼音", "拼音"}},
	{"short_name", []string{"short_name", "alias", "trade_name", "trading_name", "brand_name", "dba", "doing_business_as", "secondary_name_org", "简称", "公司简称", "客户简称", "别名"}},
	{"former_name", []string{"former_name", "previous_name", "old_name", "曾用名", "原名", "原名称", "旧名称"}},
	{"uscc", []string{"uscc", "credit_code", "social_credit_code", "unified_social_credit_code", "tax_no", "taxpayer_id", "统一社会信用代码", "社会信用代码", "信用代码", "税号", "纳税人识别号", "税务登记号"}},
	{"vat", []string{"vat", "vat_no", "vat_id", "vat_number", "vat_registration_number", "增值税号"}},
	{"lei", []string{"lei", "lei_number", "法人机构识别编码"}},
	{"duns", []string{"duns", "duns_no", "duns_number", "邓白氏编码"}},
	{"regno", []string{"regno", "reg_no", "registration_no", "registration_number", "company_no", "company_number", "company_registration_number", "注册号", "工商注册号"}},
	{"orgcode", []string{"orgcode", "org_code", "组织机构代码"}},
	{"phone", []string{"phone", "tel", "tel_no", "telephone", "telephone_number", "phone_no", "phone_number", "mobile", "mobile_phone", "cellphone", "contact_phone", "cell", "mobile_number", "电话", "联系电话", "电话号码", "固定电话", "座机", "手机", "手机号", "手机号码", "移动电话", "联系手机", "联系方式"}},
	{"email", []string{"email", "mail", "email_address", "mail_address", "邮箱", "电子邮箱", "电子邮件", "邮件"}},
	{"website", []string{"website", "web", "url", "website_url", "web_address", "homepage", "domain", "网址", "网站", "官网", "域名"}},
	{"country", []string{"country", "country_code", "country_name", "addr_country", "国家", "国别", "国家地区"}},
	{"province", []string{"province", "state", "state_province", "state_code", "addr_state", "addr_region", "address_region", "省", "省份", "所在省份"}},
	{"city", []string{"city", "town", "suburb", "locality", "post_town", "municipality", "addr_city", "address_city", "市", "城市", "所在城市"}},
	{"district", []string{"district", "county", "区", "区县"}},
	{"street_number", []string{"street_number", "house_number", "门牌号"}},
	{"street", []string{"street", "street_name", "street_1", "address_1", "address1", "address_line1", "addr_line1", "first_address_line", "街道"}},
	{"street_more", []string{"street_2", "address_2", "address2", "address_line2", "addr_line2"}},
	{"address", []string{"address", "addr", "full_address", "street_address", "addr_full", "home_address", "地址", "公司地址", "详细地址", "注册地址", "通讯地址", "联系地址", "办公地址", "家庭住址", "家庭地址", "住址", "居住地址", "现住址", "收货地址"}},
	{"postcode", []string{"postcode", "post_code", "postcode_fake", "zip", "zip_code", "postal_code", "postal", "addr_postal_code", "邮编", "邮政编码"}},
	{"birth_date", []string{"birth_date", "birthdate", "date_of_birth", "dob", "birthday", "born", "birth", "出生日期", "出生年月", "出生年月日", "生日", "出生日"}},
	{"birth_year", []string{"birth_year", "year_of_birth", "yob", "出生年", "出生年份"}},
	{"birth_month", []string{"birth_month", "month_of_birth", "出生月", "出生月份"}},
	{"birth_day", []string{"day_of_birth"}},
	{"national_id", []string{"national_id", "national_id_number", "id_card", "id_number", "ssn", "ssn_number", "social_security_number", "soc_sec_id", "nhs_number", "citizen_id", "citizen_number", "身份证", "身份证号", "身份证号码", "公民身份号码", "证件号码", "证件号", "身份证件号", "身份证件号码"}},
	{"passport", []string{"passport", "passport_no", "passport_number", "护照", "护照号", "护照号码"}},
	{"driving_licence", []string{"driving_licence", "driving_license", "driver_license", "drivers_license", "drivers_license_number", "driver_licence_number", "licence_number", "驾驶证号", "驾照号"}},
	{"gender", []string{"gender", "sex", "性别"}},
	{"birth_place", []string{"birth_place", "birthplace", "place_of_birth", "birth_city", "birth_town", "town_of_birth", "city_of_birth", "出生地", "籍贯", "户籍", "户籍地", "户籍所在地"}},
	{"occupation", []string{"occupation", "profession", "job", "job_title", "职业", "职务"}},
	{"parent", []string{"parent", "parent_id", "parent_record_id", "parent_account_id", "上级", "上级编号", "上级客户编号", "母公司编号"}},
}

// headerKey is what two writings of one header have in common.
func headerKey(s string) string {
	s = strings.ToLower(width.Narrow.String(s))
	if i := strings.IndexAny(s, "(["); i > 0 {
		s = s[:i]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, s)
}

// columnMap reads --map name=公司名称,phone=电话 into field → headers.
func columnMap(list []string, known []header) (map[string][]string, error) {
	out := map[string][]string{}
	var fields []string
	for _, h := range known {
		fields = append(fields, h.field)
	}
	for _, item := range list {
		field, name, ok := strings.Cut(item, "=")
		if field = strings.TrimSpace(field); !ok || field == "" || strings.TrimSpace(name) == "" {
			return nil, usage("--map wants FIELD=COLUMN, found %q", item)
		}
		if !slices.Contains(fields, field) {
			return nil, usage("--map: no field %q%s; fields are %s", field, model.DidYouMean(field, fields), strings.Join(fields, ", "))
		}
		out[field] = append(out[field], strings.TrimSpace(name))
	}
	return out, nil
}

// columnsOf says which field each column of a file holds, "" for none. A field
// that is named by hand is taken from those columns alone.
func columnsOf(path string, cells []string, known []header, byHand map[string][]string) ([]string, error) {
	out := make([]string, len(cells))
	for field, names := range byHand {
		for _, name := range names {
			at := slices.Index(cells, name)
			if at < 0 {
				return nil, noColumn(path, name, cells)
			}
			out[at] = field
		}
	}
	for i, cell := range cells {
		key := headerKey(cell)
		if out[i] != "" || key == "" {
			continue
		}
		for _, h := range known {
			if byHand[h.field] == nil && slices.ContainsFunc(h.names, func(n string) bool { return headerKey(n) == key }) {
				if first := slices.Index(cells[:i], cell); first >= 0 && !manyValues[h.field] {
					return nil, columnTwice(path, cells, first, i)
				}
				out[i] = h.field
				break
			}
		}
	}
	return out, nil
}

// columnTwice is E2204 for two columns of which one alone can count.
func columnTwice(path string, cells []string, first, second int) error {
	return fault.New("E2204", fmt.Sprintf("the column %s is there twice, as column %d and as column %d", cells[first], first+1, second+1)).At(path + ":1")
}

// noColumn is E2203 with the nearest header, or all of them.
func noColumn(path, name string, cells []string) error {
	var have []string
	for _, c := range cells {
		if c != "" {
			have = append(have, c)
		}
	}
	near := model.DidYouMean(name, have)
	if near == "" {
		near = "; there are " + strings.Join(have, ", ")
	}
	return fault.New("E2203", filepath.Base(path), name, near).At(path + ":1")
}
