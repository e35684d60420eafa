namespace s4;

entity BP {
  key BusinessPartner         : String(10);
      Customer                : String(10);
      BusinessPartnerCategory : String(1);
      OrganizationBPName1     : String(40);
      BusinessPartnerFullName : String(81);
      SearchTerm1             : String(20);
      BusinessPartnerIsBlocked : Boolean;
      CreationDate            : Date;
      CreationTime            : Time;
      LastChangeDate          : Date;
      LastChangeTime          : Time;
      ETag                    : String(26);
      YY1_CustomerTier_bus    : String(10);
      YY1_GroupScore_bus      : Decimal(9, 2);
      YY1_TierDate_bus        : Date;
      to_BusinessPartnerAddress : Composition of many BPAddress on to_BusinessPartnerAddress.BusinessPartner = $self.BusinessPartner;
}

entity BPAddress {
  key BusinessPartner : String(10);
  key AddressID       : String(10);
      CityName        : String(40);
      Country         : String(3);
}
