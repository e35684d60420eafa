package main

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func gbkEncoder() *encoding.Encoder { return simplifiedchinese.GBK.NewEncoder() }
