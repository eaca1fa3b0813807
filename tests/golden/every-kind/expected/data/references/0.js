surveyReferences.add({
"hearing-speech-as-letters":{"id":"anon2025hearing","type":"document","title":"Hearing speech as letters","issued":{"date-parts":[[2025,3,7]]}},
"i-idle-i-networks-other-things2":{"id":"anoni","type":"document","title":"<i>Idle</i> networks & \"other\" things²"},
"reading-letters":{"id":"example2019reading","type":"paper-conference","title":"Reading Letters: A Study","author":[{"family":"Example","given":"Ada"},{"family":"Ångström","given":"Zoë"},{"family":"Beispiel","given":"Ludwig","non-dropping-particle":"van"},{"family":"Example-Smith","given":"Ada"}],"issued":{"date-parts":[[2019]]},"available-date":{"date-parts":[[2019,5,13]]},"container-title":"Example Conference","archive":"arXiv","archive_location":"1905.00001","DOI":"10.1000/letters.1","URL":"https://arxiv.org/abs/1905.00001","keyword":"letter recognition, proof reading","annote":"Letters of every hand are read by two layers, and \"what is mistaken\" for what is shown."},
"same-title":{"id":"anon2020same","type":"document","title":"Twice the Same Title","issued":{"date-parts":[[2020]]}},
"same-title-later":{"id":"anon2021same","type":"document","title":"Twice the Same Title","issued":{"date-parts":[[2021,3,4]]},"keyword":"Letter recognition","annote":"Reads more letters aright."},
"old-address":"reading-letters"
});
