// Package notify tells people outside the program how a run went: 企业微信,
// 钉钉, 飞书, Slack, any web hook, e-mail.
//
// One Message a run, made of counts, codes and names of sources: no name and no
// value of a customer. Decide says whether it is worth sending: when the set of
// problems changed, when they are over, or when an old one was last told long
// ago. A Channel sends it within the limits of its platform. The rules of the
// platforms stand beside the code that keeps them, with what they were taken
// from.
package notify
