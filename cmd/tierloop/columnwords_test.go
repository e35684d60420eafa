package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeadersWithWordsAroundThem(t *testing.T) {
	for head, want := range map[string]string{
		"BillingStreet": "street", "BillingPostalCode": "postcode", "Billing_City__c": "city", "Vendor Name": "name", "supplier_id": "record_id",
		"RegAddress.AddressLine1": "street", "RegAddress.PostTown": "city", "RegAddress.County": "district",
		"Entity.LegalName": "name", "Entity.LegalAddress.City": "city", "Entity.LegalAddress.FirstAddressLine": "street",
		"phone 1": "phone", "HOME_PHONE": "phone", "work email": "email", "contact_phone_1": "phone",
		"供应商名称": "name", "客户联系电话": "phone", "企业邮箱": "email", "注册省份": "province", "联系人手机": "phone",
		// What belongs to somebody else or is another thing.
		"contact_name": "", "owner_id": "", "account_owner": "", "lead_source": "", "parent_company_name": "", "user_type": "", "order_number": "",
		"联系人": "", "联系人姓名编号": "", "法定代表人": "", "开户银行": "", "客户来源": "", "phone_type": "", "street_number_suffix": "", "name2": "",
	} {
		got, err := customerColumns("x.csv", []string{head}, nil)
		if err != nil || got[0] != want {
			t.Errorf("%q is %q, want %q (%v)", head, got[0], want, err)
		}
	}
}

func TestColumnsOfAFileTogether(t *testing.T) {
	for heads, want := range map[string]string{
		// A listed header comes first, wherever it stands.
		"vendor_name,name,billing_city,city": ",name,,city",
		// The company of a person is not its name, that of a company is.
		"first_name,last_name,company":  "given_name,surname,",
		"full_name,dob,单位名称":            "full_name,birth_date,",
		"company,city":                  "name,city",
		"kind,first_name,company":       "kind,given_name,name",
		"birth_year,birth_month,生日":     "birth_year,birth_month,birth_date",
		"shipping_phone,phone,fax":      "phone,phone,",
		"name,contact_first,contact_id": "name,,",
	} {
		got, err := customerColumns("x.csv", strings.Split(heads, ","), nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, strings.Join(got, ",")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", heads, diff)
		}
	}
}
