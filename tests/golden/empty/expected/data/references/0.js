surveyReferences.add({

});
