using { s4 } from '../db/model';

@path: 'API_BUSINESS_PARTNER'  @requires: 'authenticated-user'
service API_BUSINESS_PARTNER {
  @cds.query.limit: { default: 50, max: 100 }
  entity A_BusinessPartner as projection on s4.BP;
  entity A_BusinessPartnerAddress as projection on s4.BPAddress;
}

annotate API_BUSINESS_PARTNER.A_BusinessPartner with { ETag @odata.etag };
