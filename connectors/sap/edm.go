package sap

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// edmx is the metadata document of a service.
type edmx struct {
	Schemas []struct {
		Namespace    string        `xml:",attr"`
		Types        []*entityType `xml:"EntityType"`
		Associations []association `xml:"Association"`
		Sets         []entitySet   `xml:"EntityContainer>EntitySet"`
	} `xml:"DataServices>Schema"`
}

type entityType struct {
	Name string `xml:",attr"`
	Keys []struct {
		Name string `xml:",attr"`
	} `xml:"Key>PropertyRef"`
	List        []property   `xml:"Property"`
	Navigations []navigation `xml:"NavigationProperty"`

	properties map[string]property
	leads      map[string]*entityType // by navigation
}

type entitySet struct {
	Name      string `xml:",attr"`
	Type      string `xml:"EntityType,attr"`
	Label     string `xml:"label,attr"`
	Updatable string `xml:"updatable,attr"`
}

type property struct {
	Name      string `xml:",attr"`
	Type      string `xml:",attr"`
	MaxLength string `xml:",attr"`
	Nullable  string `xml:",attr"`
	Label     string `xml:"label,attr"`
	Updatable string `xml:"updatable,attr"`
	Display   string `xml:"display-format,attr"`
}

type navigation struct {
	Name         string `xml:",attr"`
	Relationship string `xml:",attr"`
	ToRole       string `xml:",attr"`
}

type association struct {
	Name string `xml:",attr"`
	Ends []struct {
		Type string `xml:",attr"`
		Role string `xml:",attr"`
	} `xml:"End"`
}

// parseEDM reads a metadata document and follows its navigations.
func parseEDM(text []byte) (sets map[string]entitySet, types map[string]*entityType, err error) {
	var doc edmx
	if err := xml.Unmarshal(text, &doc); err != nil {
		return nil, nil, err
	}
	sets, types = map[string]entitySet{}, map[string]*entityType{}
	ends := map[string]string{} // type at the end of an association, by its name and role
	for _, s := range doc.Schemas {
		for _, t := range s.Types {
			types[s.Namespace+"."+t.Name] = t
		}
		for _, a := range s.Associations {
			for _, end := range a.Ends {
				ends[s.Namespace+"."+a.Name+"/"+end.Role] = end.Type
			}
		}
		for _, set := range s.Sets {
			sets[set.Name] = set
		}
	}
	for _, t := range types {
		t.properties, t.leads = map[string]property{}, map[string]*entityType{}
		for _, p := range t.List {
			t.properties[p.Name] = p
		}
		for _, n := range t.Navigations {
			if to := types[ends[n.Relationship+"/"+n.ToRole]]; to != nil {
				t.leads[n.Name] = to
			}
		}
	}
	return sets, types, nil
}

// native maps the vendor's types; properties of others are not read.
var native = map[string]connectors.FieldType{
	"Edm.String": connectors.TypeText, "Edm.Guid": connectors.TypeText, "Edm.Boolean": connectors.TypeBool, "Edm.Decimal": connectors.TypeNumber,
	"Edm.Double": connectors.TypeNumber, "Edm.Byte": connectors.TypeNumber, "Edm.Int16": connectors.TypeNumber, "Edm.Int32": connectors.TypeNumber,
	"Edm.Int64": connectors.TypeNumber, "Edm.DateTime": connectors.TypeTime, "Edm.DateTimeOffset": connectors.TypeTime, "Edm.Time": connectors.TypeText,
}

// kind is the canonical type; a day is a stamp that is shown as one.
func (p property) kind() connectors.FieldType {
	if p.Type == "Edm.DateTime" && p.Display == "Date" {
		return connectors.TypeDate
	}
	if kind, ok := native[p.Type]; ok {
		return kind
	}
	return connectors.TypeOther
}

func (p property) length() int {
	n, _ := strconv.Atoi(p.MaxLength) // "Max" bounds nothing
	return n
}

// custom says that a key user made the property.
func (p property) custom() bool {
	return strings.HasPrefix(p.Name, "YY1_") || strings.HasPrefix(p.Name, "ZZ1_")
}
